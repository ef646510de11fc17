import { countFiles, countFolders } from './expected-files.ts';
import type { OrganisationContents } from './organisation-contents.ts';
import { type ExpectedOptions, enabledRepositories, type Scope, scopeOf } from './raw-item-scope.ts';
import { rawItems } from './raw-items.ts';

const chosen = (scope: Scope) => {
  const { repositories } = scope.options;
  return enabledRepositories(scope).filter(({ name }) => repositories?.includes(name) ?? true);
};

/** Counts of kinds whose items depend on what is asked for. */
const counters: Record<string, (scope: Scope) => number> = {
  file: (scope) => countFiles(chosen(scope), scope.options.paths ?? []),
  folder: (scope) => countFolders(chosen(scope), scope.options.folders ?? []),
};

/** The kinds that the organisation has items of. */
export const kindNames: readonly string[] = [...Object.keys(rawItems), ...Object.keys(counters)];

/**
 * Number of a kind's raw items, counted on the organisation itself and not through the service. The item that
 * vanishes between query and read does not count.
 */
export const expectedItems = (
  organisation: OrganisationContents,
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
  organisation: OrganisationContents,
  kind: string,
  options: ExpectedOptions = {},
): Record<string, unknown>[] | undefined =>
  rawItems[kind]?.(scopeOf(organisation, options)).map((make) => JSON.parse(JSON.stringify(make())));
