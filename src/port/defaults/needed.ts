import { literal } from '../../mapping/literal.ts';
import { isObject } from '../answers.ts';
import type { Blueprint } from '../types.ts';

/**
 * A mapping that is already there needs only those of the missing blueprints that it names, and what these relate
 * to: what its owner did away with, or never had, stays away.
 */
export const neededBy = (document: unknown, missing: readonly Blueprint[]): readonly Blueprint[] => {
  const needed = blueprintsNamedIn(document);
  // A set hands out what is added to it while it is walked.
  for (const identifier of needed) {
    const blueprint = missing.find((candidate) => candidate.identifier === identifier);
    for (const { target } of Object.values(blueprint?.relations ?? {})) needed.add(target);
  }
  return missing.filter(({ identifier }) => needed.has(identifier));
};

/** The blueprints that a mapping's document names literally: `blueprint: '"service"'`. */
const blueprintsNamedIn = (document: unknown): Set<string> => {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    if (!isObject(value)) return;
    for (const [key, member] of Object.entries(value)) {
      const named = key === 'blueprint' && typeof member === 'string' ? literal(member) : undefined;
      if (named === undefined) walk(member);
      else found.add(named);
    }
  };
  walk(document);
  return found;
};
