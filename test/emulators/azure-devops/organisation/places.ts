import type { AlertItem } from './alerts.ts';
import type { AreaNode } from './areas.ts';
import type { BoardItem } from './boards.ts';
import type { BranchItem } from './branches.ts';
import type { Build } from './builds.ts';
import type { Environment } from './environments.ts';
import type { FileEntry } from './files.ts';
import type { Group, GroupMember } from './groups.ts';
import type { OrganisationContents } from './organisation-contents.ts';
import type { Person } from './people.ts';
import type { Pipeline } from './pipelines.ts';
import type { PolicyItem } from './policies.ts';
import type { Project } from './project.ts';
import type { ProjectLists } from './project-lists.ts';
import type { PullRequestItem } from './pull-requests.ts';
import type { Release, ReleaseDefinition, ReleaseDeployment } from './releases.ts';
import type { Repository } from './repositories.ts';
import type { Shelf } from './shelf.ts';
import type { Member, Team } from './teams.ts';
import type { TestRun } from './test-runs.ts';
import type { Wiki, WikiPage } from './wikis.ts';
import type { WorkItem } from './work-items.ts';

/** Items by kind, as the organisation holds them: for many kinds less than, or other than, the JSON that is served. */
export interface Items {
  project: Project;
  repository: Repository;
  branch: BranchItem;
  'repository-policy': PolicyItem;
  'pull-request': PullRequestItem;
  file: FileEntry;
  'advanced-security-alert': AlertItem;
  pipeline: Pipeline;
  build: Build;
  environment: Environment;
  'pipeline-deployment': unknown;
  release: Release;
  'release-definition': ReleaseDefinition;
  'release-deployment': ReleaseDeployment;
  'test-run': TestRun;
  'work-item': WorkItem;
  team: Team;
  member: Member;
  board: BoardItem;
  iteration: unknown;
  'area-path': AreaNode;
  wiki: Wiki;
  'wiki-page': WikiPage;
  user: Person;
  group: Group;
  'group-member': GroupMember;
}

export type ItemKind = keyof Items;

/** An item where it stands, to be changed there. */
export interface Place<T> {
  item: T;
  remove(): void;
  /**
   * Merged into what the item is in here, objects within it too: `{ name }` renames, `{ isDisabled: true }` disables a
   * repository, `{ vanishes: true }` lets a work item be listed and not be read.
   */
  update(patch: { [K in keyof T]?: unknown }): void;
  /** More items at the end of the same list. */
  grow(count: number): void;
}

type Opener = (organisation: OrganisationContents) => Iterable<Shelf<unknown>>;

const perProject =
  (pick: (lists: ProjectLists) => Iterable<Shelf<unknown>>): Opener =>
  (organisation) =>
    [...organisation.projects.items()].flatMap((project) => [...pick(organisation.lists(project))]);

const perRepository = (pick: (repository: Repository) => Shelf<unknown>): Opener =>
  perProject(({ repositories }) => [...repositories.items()].map(pick));

const perTeam = (pick: (team: Team) => Shelf<unknown>): Opener =>
  perProject(({ teams }) => [...teams.items()].map(pick));

const openers: Record<ItemKind, Opener> = {
  project: ({ projects }) => [projects],
  user: ({ people }) => [people],
  group: ({ groups }) => [groups],
  'group-member': ({ groups }) => [...groups.items()].map(({ members }) => members),
  repository: perProject(({ repositories }) => [repositories]),
  branch: perRepository(({ branches }) => branches),
  'repository-policy': perRepository(({ policies }) => policies),
  'pull-request': perRepository(({ pullRequests }) => pullRequests),
  file: perRepository(({ files }) => files),
  'advanced-security-alert': perRepository(({ alerts }) => alerts),
  pipeline: perProject(({ pipelines }) => [pipelines]),
  build: perProject(({ builds }) => [builds]),
  environment: perProject(({ environments }) => [environments]),
  'pipeline-deployment': perProject(({ environments }) =>
    [...environments.items()].map(({ deployments }) => deployments),
  ),
  release: perProject(({ release }) => [release.releases]),
  'release-definition': perProject(({ release }) => [release.definitions]),
  'release-deployment': perProject(({ release }) => [release.deployments]),
  'test-run': perProject(({ testRuns }) => [testRuns]),
  'work-item': perProject(({ workItems }) => [workItems]),
  team: perProject(({ teams }) => [teams]),
  member: perTeam(({ members }) => members),
  board: perTeam(({ boards }) => boards),
  iteration: perTeam(({ iterations }) => iterations),
  'area-path': perProject(({ areas }) => [areas]),
  wiki: perProject(({ wikis }) => [wikis]),
  'wiki-page': perProject(({ wikis }) => [...wikis.items()].map(({ pages }) => pages)),
};

/** All items of a kind, those of disabled repositories among them. */
export function* placesOf<K extends ItemKind>(
  organisation: OrganisationContents,
  kind: K,
): Generator<Place<Items[K]>> {
  for (const shelf of openers[kind](organisation))
    for (const [slot, item] of shelf.entries())
      yield {
        item: item as Items[K],
        remove: () => shelf.remove(slot),
        update: (patch) => shelf.update(slot, patch),
        grow: (count) => shelf.grow(count),
      };
}

/** The first one; throws when there is none. */
export const findPlace = <K extends ItemKind>(
  organisation: OrganisationContents,
  kind: K,
  wanted: (item: Items[K]) => boolean = () => true,
): Place<Items[K]> => {
  for (const place of placesOf(organisation, kind)) if (wanted(place.item)) return place;
  throw new RangeError(`There is no such ${kind}.`);
};
