import type { Build } from './builds.ts';
import type { ShareRule } from './changes.ts';
import { days } from './derive.ts';
import { expectedItems, expectedRawItems } from './expected.ts';
import { groupsOf } from './groups.ts';
import { numbering } from './numbering.ts';
import type { OrganisationContents } from './organisation-contents.ts';
import { peopleOf } from './people.ts';
import { findPlace, type ItemKind, type Items, type Place, placesOf } from './places.ts';
import { type Project, projectsOf } from './project.ts';
import { createLists, type ProjectLists } from './project-lists.ts';
import type { ExpectedOptions } from './raw-item-scope.ts';
import { type ScaleOption, scaleOf } from './scale.ts';
import type { WorkItem } from './work-items.ts';
import { createWorld } from './world.ts';

export interface OrganisationOptions {
  /** Same seed, same name, same scale, same `now`: same organisation. */
  seed?: number;
  /** The name as in the URL. */
  name?: string;
  scale?: ScaleOption;
  /** All dates lie before it; today's start when absent. */
  now?: Date;
  /** Names that try to do harm where they are printed. */
  hostile?: boolean;
  /** The collection URL of a Server, for the links in items. */
  url?: string;
  /** Milliseconds: when a change is made. A minute before `now`, where none is given. */
  time?(): number;
}

/** A generated organisation and what became of it. The emulator serves it; tests change it. */
export interface Organisation extends OrganisationContents {
  readonly name: string;
  /** A project by id, or by name in any case. */
  project(idOrName: string): Project | undefined;
  workItem(id: number): WorkItem | undefined;
  /** A build of this project only. */
  build(project: Project, id: number): Build | undefined;
  /** The first slot whose id is larger. */
  firstWorkItemSlot(project: Project, above: number): number;
  /** All items of a kind, each to be changed or removed where it stands. */
  all<K extends ItemKind>(kind: K): Iterable<Place<Items[K]>>;
  /** The first that is wanted; throws when there is none. */
  find<K extends ItemKind>(kind: K, wanted?: (item: Items[K]) => boolean): Place<Items[K]>;
  /** Number of a kind's raw items: see `expectedItems`. */
  expected(kind: string, options?: ExpectedOptions): number;
  /** The raw items themselves: see `expectedRawItems`. */
  rawItems(kind: string, options?: ExpectedOptions): Record<string, unknown>[] | undefined;
  /** A share of the items of some kinds, or of all, reads differently from now on. */
  change(rule: ShareRule): void;
  /** A share of the items is gone from now on. */
  remove(rule: ShareRule): void;
}

export const createOrganisation = (options: OrganisationOptions = {}): Organisation => {
  const { seed = 1, name = 'northpeak', scale, hostile = false, url, time } = options;
  const now = options.now?.getTime() ?? Math.floor(Date.now() / days) * days;
  const world = createWorld({ name, seed, scale: scaleOf(scale), now, hostile, url, time });
  const people = peopleOf(world);
  const projects = projectsOf(world);
  const numbers = { workItems: numbering(world.scale.projects), builds: numbering(world.scale.projects) };
  const lists = new Map<Project, ProjectLists>();

  const listsOf = (project: Project): ProjectLists => {
    const present = lists.get(project) ?? createLists(world, people, numbers, project);
    lists.set(project, present);
    return present;
  };

  const groups = groupsOf({ world, people, projects, teamsOf: (project) => listsOf(project).teams });

  const organisation: Organisation = {
    name,
    world,
    groups,
    projects,
    people,
    lists: listsOf,
    project(idOrName) {
      const wanted = idOrName.toLowerCase();
      for (const project of projects.items())
        if (project.id === wanted || project.name.toLowerCase() === wanted) return project;
      return undefined;
    },
    workItem(id) {
      const { parent, slot } = numbers.workItems.locate(id);
      const project = projects.at(parent);
      return project && listsOf(project).workItems.at(slot);
    },
    build(project, id) {
      const { parent, slot } = numbers.builds.locate(id);
      return parent === project.slot ? listsOf(project).builds.at(slot) : undefined;
    },
    firstWorkItemSlot: (project, above) => {
      let slot = Math.max(0, numbers.workItems.locate(above).slot);
      while (numbers.workItems.id(project.slot, slot) <= above) slot++;
      return slot;
    },
    change: (rule) => world.changes.change(rule),
    all: (kind) => placesOf(organisation, kind),
    find: (kind, wanted) => findPlace(organisation, kind, wanted),
    expected: (kind, options) => expectedItems(organisation, kind, options),
    rawItems: (kind, options) => expectedRawItems(organisation, kind, options),
    remove: (rule) => world.changes.remove(rule),
  };
  return organisation;
};
