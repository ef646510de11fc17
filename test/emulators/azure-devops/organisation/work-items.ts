import { days, draw, isoDate, mix } from './derive.ts';
import type { Numbering } from './numbering.ts';
import type { Project } from './project.ts';
import type { Shelf } from './shelf.ts';
import { reasons, subjects, tagNames, verbs } from './words.ts';
import { type WorkItemType, workItemTypes } from './work-item-types.ts';
import type { World } from './world.ts';

/** A work item short of its JSON: all that a query can ask for. Cheap to make. */
export interface WorkItem {
  id: number;
  slot: number;
  project: Project;
  key: number;
  revision: number;
  type: WorkItemType;
  state: string;
  title: string;
  /** Milliseconds */
  created: number;
  changed: number;
  priority: number;
  tags: string[];
  /** Slot of the project's area. */
  area: number;
  sprint: number;
  /** A query lists it, a read does not find it: it went away in between. */
  vanishes: boolean;
}

/** The slot of the first project's work item that vanishes between query and read. */
export const vanishingSlot = 7;

/** A hundred places, each type as many as it weighs. */
const lots = (types: readonly WorkItemType[]) =>
  types.flatMap((type) => Array<WorkItemType>(type.weight).fill(type));

const lotsOf = { Agile: lots(workItemTypes.Agile), Scrum: lots(workItemTypes.Scrum) };

export const workItemsOf = (world: World, project: Project, numbers: Numbering): Shelf<WorkItem> => {
  const largest = project.slot === 0 && world.scale.workItemsInLargestProject;
  const types = lotsOf[project.process];
  return world.shelf<WorkItem>({
    kind: 'work-item',
    place: project.id,
    slots: largest || world.scale.workItemsPerProject,
    make: (slot, list, revision, changedAt) => {
      const key = mix(list, slot);
      const d = draw(key);
      const type = d.pick(types);
      const state = type.states[Math.min(d.below(type.states.length), d.below(type.states.length + 1))];
      const created = world.now - (10 + d.below(500)) * days - d.below(days);
      const age = d.chance(0.25) ? d.below(7 * days) : 7 * days + d.below(3 * days);
      const title = `${d.pick(verbs)} ${d.pick(subjects)}${revision > 0 ? ` (${revision})` : ''}`;
      return {
        id: numbers.id(project.slot, slot),
        slot,
        project,
        key,
        revision,
        type,
        state: state as string,
        title: world.text(title, mix(key, 3)),
        created,
        changed: changedAt ?? world.now - age,
        priority: 1 + d.below(4),
        tags: d.chance(0.3) ? [d.pick(tagNames)] : [],
        area: d.below(world.scale.areasPerProject),
        sprint: d.below(6),
        vanishes: project.slot === 0 && slot === vanishingSlot,
      };
    },
  });
};

export const describe = ({ key, title }: WorkItem): string => {
  const d = draw(mix(key, 9));
  return `<div>${title} ${d.pick(reasons)}.</div><div><br></div><div><b>Done when</b></div><ul><li>it works ${d.pick(reasons)}</li><li>the dashboard shows it</li><li>nobody has to ask ${d.pick(subjects)}</li></ul>`;
};

export const workItemDates = ({ created, changed }: WorkItem) => ({
  created: isoDate(created),
  changed: isoDate(changed),
});
