import { fieldOf } from './fields.ts';
import type { Condition } from './parser.ts';

/** Bounds that a condition sets to all its items, so that not every item has to be looked at. */
export interface Bounds {
  /** Lower case. */
  project: string | undefined;
  /** Ids are larger than this. */
  above: number;
}

const open: Bounds = { project: undefined, above: 0 };

/** Reads the conditions that are joined by AND at the top. */
export const boundsOf = (condition: Condition | undefined, urlProject: string | undefined): Bounds => {
  if (condition?.type === 'and')
    return condition.parts
      .map((part) => boundsOf(part, urlProject))
      .reduce((a, b) => ({ project: a.project ?? b.project, above: Math.max(a.above, b.above) }), open);
  if (condition?.type !== 'comparison') return open;
  const { referenceName } = fieldOf(condition.field);
  const [value] = condition.values;
  if (referenceName === 'System.Id' && condition.operator === '>' && value?.type === 'number')
    return { project: undefined, above: value.number };
  if (referenceName !== 'System.TeamProject' || condition.operator !== '=') return open;
  if (value?.type === 'text') return { project: value.text.toLowerCase(), above: 0 };
  if (value?.type === 'macro' && value.name === 'project')
    return { project: urlProject?.toLowerCase(), above: 0 };
  return open;
};
