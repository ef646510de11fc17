import { countFiles, countFolders } from './expected-files.ts';
import type { Organisation } from './organisation.ts';
import { projectReference } from './project.ts';
import { enabledRepositories, rawItems, type Scope } from './raw-items.ts';

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
  /** What now is for the windows; the organisation's when absent. */
  now?: number;
}

const scopeOf = (organisation: Organisation, options: ExpectedOptions): Scope => {
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

const chosen = (scope: Scope) => {
  const { repositories } = scope.options;
  return enabledRepositories(scope).filter(({ name }) => repositories?.includes(name) ?? true);
};

/** Of kinds whose items depend on what is asked for. */
const counters: Record<string, (scope: Scope) => number> = {
  file: (scope) => countFiles(chosen(scope), scope.options.paths ?? []),
  folder: (scope) => countFolders(chosen(scope), scope.options.folders ?? []),
};

/** The kinds that the organisation has items of. */
export const kindNames: readonly string[] = [...Object.keys(rawItems), ...Object.keys(counters)];

/**
 * How many raw items a kind has, counted on the organisation itself and not through the service. The item that
 * vanishes between query and read does not count.
 */
export const expectedItems = (
  organisation: Organisation,
  kind: string,
  options: ExpectedOptions = {},
): number => {
  const scope = scopeOf(organisation, options);
  const count = rawItems[kind]?.(scope).length ?? counters[kind]?.(scope);
  if (count === undefined) throw new RangeError(`There is no kind "${kind}".`);
  return count;
};

/** The raw items of a kind as a run must read them, as JSON; undefined for those that are only counted. */
export const expectedRawItems = (
  organisation: Organisation,
  kind: string,
  options: ExpectedOptions = {},
): Record<string, unknown>[] | undefined =>
  rawItems[kind]?.(scopeOf(organisation, options)).map((make) => JSON.parse(JSON.stringify(make())));
