import type { Group } from './groups.ts';
import type { Person } from './people.ts';
import type { Project } from './project.ts';
import type { ProjectLists } from './project-lists.ts';
import type { Shelf } from './shelf.ts';
import type { World } from './world.ts';

/** Contents of an organisation, by the lists that hold them. */
export interface OrganisationContents {
  readonly world: World;
  readonly projects: Shelf<Project>;
  readonly people: Shelf<Person>;
  readonly groups: Shelf<Group>;
  lists(project: Project): ProjectLists;
}
