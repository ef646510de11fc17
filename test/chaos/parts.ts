import { type Failure, failing, same } from './failure.ts';
import type { Others } from './others.ts';
import { keyOf, type Seen, type Snapshot } from './snapshot.ts';

/** The resources' kinds that make the entities of a blueprint. */
const MADE_BY: Readonly<Record<string, readonly string[]>> = {
  project: ['project'],
  repository: ['repository', 'repository-policy'],
  branch: ['branch'],
  pullRequest: ['pull-request'],
  board: ['board'],
  column: ['column'],
  lane: ['board'],
  item: ['work-item'],
  bug: ['work-item'],
  team: ['team'],
  build: ['build'],
};

export interface PartChecks {
  /** Kinds that the run is of; none: all. */
  only: readonly string[];
  /** Ids of the projects that it is of; undefined: all. */
  projects: ReadonlySet<string> | undefined;
  /** The work items' resource can make entities of any blueprint. */
  computed: boolean;
  before: Snapshot;
  after: Snapshot;
  others: Pick<Others, 'touched'>;
  name: string;
}

/** A run of a part changes and deletes nothing outside of it. */
export function checkPart(checks: PartChecks): Failure[] {
  const { only, computed, before, after, others, name } = checks;
  const wrong: string[] = [];
  for (const [key, was] of before) {
    if (!was.owned || others.touched(key)) continue;
    const now = after.get(key);
    const makers = MADE_BY[was.blueprint] ?? [];
    const isOfKinds = only.length === 0 || makers.some((kind) => only.includes(kind));
    const outside = !isOfKinds || isOfOtherProject(was, checks);
    if (!now) {
      const feeding = computed ? [...makers, 'work-item'] : makers;
      const whole = only.length === 0 || feeding.every((kind) => only.includes(kind));
      if (outside || !whole) wrong.push(`${key} is gone`);
    } else if (outside)
      for (const field of new Set([...Object.keys(was.fields), ...Object.keys(now.fields)]))
        if (!same(was.fields[field], now.fields[field]) && !isLost(was, field, after))
          wrong.push(`${key} ${field} is ${JSON.stringify(now.fields[field])}`);
  }
  for (const [key, now] of after)
    if (now.owned && !before.has(key) && isOfOtherProject(now, { ...checks, before: after }))
      wrong.push(`${key} is new`);
  return failing('a run of a part touches nothing outside of it', wrong, name);
}

const PARENTS: readonly [field: string, blueprint: string][] = [
  ['relations.project', 'project'],
  ['relations.repository', 'repository'],
  ['relations.board', 'board'],
];

/** True for an entity that is of another project by its relations. One without any sign of its project is of none. */
function isOfOtherProject(
  entity: Seen,
  { projects, before }: Pick<PartChecks, 'projects' | 'before'>,
): boolean {
  if (!projects) return false;
  const id = projectOf(entity, before);
  return id !== undefined && !projects.has(id);
}

function projectOf(entity: Seen, all: Snapshot): string | undefined {
  if (entity.blueprint === 'project') return entity.identifier;
  for (const [field, blueprint] of PARENTS) {
    const identifier = entity.fields[field];
    if (typeof identifier !== 'string') continue;
    if (blueprint === 'project') return identifier;
    const parent = all.get(keyOf({ blueprint, identifier }));
    if (parent) return projectOf(parent, all);
  }
  return undefined;
}

/** A relation whose target is gone. */
const isLost = ({ fields }: Seen, field: string, after: Snapshot): boolean => {
  const value = fields[field];
  return (
    field.startsWith('relations.') &&
    typeof value === 'string' &&
    ![...after.keys()].some((key) => key.endsWith(`/${value}`))
  );
};
