import type { OrganisationContents } from './organisation-contents.ts';
import { type Project, projectReference } from './project.ts';
import type { ProjectLists } from './project-lists.ts';
import type { Repository } from './repositories.ts';
import type { Shelf } from './shelf.ts';
import type { Team } from './teams.ts';
import type { World } from './world.ts';

/** Options of the kinds that change how many raw items there are; their defaults are the kinds' own. */
export interface ExpectedOptions {
  /** pull-request: 7 and 100. */
  minTimeInDays?: number;
  maxResults?: number;
  /** user */
  source?: 'entitlements' | 'graph';
  subjectTypes?: readonly string[];
  /** work-item: instead of a WIQL condition. */
  where?: (item: { type: { name: string }; state: string; changed: number; title: string }) => boolean;
  /** area-path: levels below the root. */
  depth?: number;
  /** file: literal paths and globs without leading slash. */
  paths?: readonly string[];
  /** file, folder: names of repositories. */
  repositories?: readonly string[];
  /** folder: patterns; `*` within a segment. */
  folders?: readonly string[];
  /** wiki */
  wikiType?: 'projectWiki' | 'codeWiki' | 'both';
  /** All kinds: leaves projects out. */
  excludedTags?: readonly string[];
  /** The present for the windows; the organisation's when absent. */
  now?: number;
}

/** Makes the JSON of an item: what counts the items does not need it. */
export type MakeItem = () => Record<string, unknown>;

/** A project that is read, with its lists and its JSON as it stands in other items. */
export interface ProjectScope {
  project: Project;
  lists: ProjectLists;
  reference: ReturnType<typeof projectReference>;
}

/** The part of an organisation that is read. */
export interface Scope {
  organisation: OrganisationContents;
  world: World;
  projects: ProjectScope[];
  options: ExpectedOptions;
}

/** The part of an organisation that a run reads with these options. */
export const scopeOf = (organisation: OrganisationContents, options: ExpectedOptions): Scope => {
  const { world } = organisation;
  const projects = [...organisation.projects.items()]
    .filter(
      ({ state, tags }) => state === 'wellFormed' && !tags.some((tag) => options.excludedTags?.includes(tag)),
    )
    .map((project) => ({
      project,
      lists: organisation.lists(project),
      reference: projectReference(world, project),
    }));
  return { organisation, world, projects, options };
};

/** The items of a shelf of each project, each with its project as kinds have it: `__project`. */
export const perProject =
  <T>(
    shelf: (lists: ProjectLists) => Shelf<T>,
    json: (item: T, world: World, organisation: OrganisationContents) => object,
    added: (project: ProjectScope) => object = ({ reference }) => ({ __project: reference }),
  ) =>
  ({ organisation, world, projects }: Scope): MakeItem[] =>
    projects.flatMap((scope) =>
      [...shelf(scope.lists).items()].map((item) => () => ({
        ...json(item, world, organisation),
        ...added(scope),
      })),
    );

export const enabledRepositories = ({ projects }: Scope): Repository[] =>
  projects.flatMap(({ lists }) => [...lists.repositories.items()]).filter(({ isDisabled }) => !isDisabled);

export const perRepository =
  <T>(
    items: (repository: Repository, scope: Scope) => Iterable<T>,
    json: (item: T, repository: Repository, world: World) => object,
  ) =>
  (scope: Scope): MakeItem[] =>
    enabledRepositories(scope).flatMap((repository) =>
      [...items(repository, scope)].map((item) => () => ({ ...json(item, repository, scope.world) })),
    );

export const perTeam =
  (items: (team: Team, project: ProjectScope, world: World) => Iterable<MakeItem>) =>
  ({ projects, world }: Scope): MakeItem[] =>
    projects.flatMap((project) =>
      [...project.lists.teams.items()].flatMap((team) => [...items(team, project, world)]),
    );
