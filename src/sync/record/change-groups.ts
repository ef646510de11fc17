import type { Change, ChangeGroup, PlanReport } from '../../report/change.ts';

/** The changes of a run as the summary shows them: counted, with the first of each; changes.ndjson has all. */
export interface ChangeGroups {
  /** Adds a change. `again`: the same was told before of this entity, by another resource. */
  add(change: Change, again: boolean): void;
  /** Gives its title to an example of a creation that has none, as the resource that made it has none. */
  name(blueprint: string, identifier: string, title: string): void;
  readonly groups: readonly ChangeGroup[];
}

/** Groups of a run: computed blueprints may be without number. */
const MOST_GROUPS = 1_000;
/** Characters of examples that are kept of one group, and of all. */
const GROUP_ROOM = 200_000;
const ROOM = 8_000_000;

/** `most`: examples of a group. */
export function createChangeGroups(most: number): ChangeGroups {
  const groups = new Map<string, ChangeGroup & { room: number }>();
  const untitled = new Map<string, Change>();
  let room = ROOM;
  const of = ({ action, blueprint, blueprintTitle }: Change) => {
    const key = `${action}\n${blueprint}`;
    const known = groups.get(key);
    if (known || groups.size >= MOST_GROUPS) return known;
    const group = {
      action,
      blueprint,
      ...(blueprintTitle !== undefined && { blueprintTitle }),
      count: 0,
      examples: [],
      room: GROUP_ROOM,
    };
    groups.set(key, group);
    return group;
  };
  return {
    add(change, again) {
      const group = of(change);
      if (!group) return;
      if (!again) group.count += 1;
      const known = again && group.examples.find(({ identifier }) => identifier === change.identifier);
      if (again && !known) return;
      const size = Math.min(room, group.room) > 0 ? JSON.stringify(change).length : 0;
      if (size === 0 || size > Math.min(room, group.room)) return;
      if (known) known.fields = [...(known.fields ?? []), ...(change.fields ?? [])];
      else if (group.examples.length < most) {
        const example = { ...change };
        group.examples.push(example);
        if (example.action === 'created' && example.title === undefined)
          untitled.set(keyOf(example.blueprint, example.identifier), example);
      } else return;
      room -= size;
      group.room -= size;
    },
    name(blueprint, identifier, title) {
      const example = untitled.get(keyOf(blueprint, identifier));
      if (!example) return;
      example.title = title;
      untitled.delete(keyOf(blueprint, identifier));
    },
    get groups() {
      return [...groups.values()].map(({ room: _, ...group }) => group);
    },
  };
}

const keyOf = (blueprint: string, identifier: string): string => `${blueprint}\n${identifier}`;

const lists = {
  created: 'create',
  updated: 'update',
  deleted: 'delete',
  cascaded: 'cascade',
  refused: 'refuse',
  'held-back': 'heldBack',
} as const;

type Planned = PlanReport['blueprints'][number];

/** The changes of a plan, by blueprint. */
export function plannedOf(groups: readonly ChangeGroup[]): Planned[] {
  const blueprints = new Map<string, Planned>();
  for (const { blueprint, blueprintTitle, action, count, examples } of groups) {
    const planned = blueprints.get(blueprint) ?? emptyPlanned(blueprint, blueprintTitle);
    blueprints.set(blueprint, planned);
    planned.counts[lists[action]] = count;
    for (const example of examples) addExample(planned, example);
  }
  return [...blueprints.values()];
}

const emptyPlanned = (blueprint: string, title: string | undefined): Planned => ({
  blueprint,
  ...(title !== undefined && { title }),
  counts: { create: 0, update: 0, delete: 0, cascade: 0, refuse: 0, heldBack: 0 },
  create: [],
  update: [],
  delete: [],
  cascade: [],
  refuse: [],
  heldBack: [],
});

function addExample(
  planned: Planned,
  { action, blueprint, identifier, reason = '', fields = [] }: Change,
): void {
  if (action === 'created') planned.create.push(identifier);
  if (action === 'updated') planned.update.push({ identifier, fields });
  if (action === 'deleted') planned.delete.push(identifier);
  if (action === 'refused') planned.refuse.push({ identifier, reason });
  if (action === 'held-back') planned.heldBack.push({ identifier, reason });
  if (action === 'cascaded') planned.cascade.push({ identifier, blueprint, because: reason });
}
