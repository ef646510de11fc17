/** A right that a token may have, in the words of Azure DevOps. */
interface TokenScope {
  /** The name in the API, whose documentation has it at every route. A scope to write holds it too. */
  readonly name: `vso.${string}`;
  /** The areas of the routes that it opens: the segment behind `_apis`. */
  readonly areas: readonly string[];
}

/**
 * Every scope that a kind may need, by its title in the dialog in which a token is made. The page about permissions is
 * made of it, and each scope is left out once by a test.
 */
export const scopes = {
  'Project and Team (read)': { name: 'vso.project', areas: ['projects', 'teams'] },
  'Code (read)': { name: 'vso.code', areas: ['git', 'policy', 'tfvc'] },
  'Advanced Security (read)': { name: 'vso.advsec', areas: ['alert', 'management'] },
  'Build (read)': { name: 'vso.build', areas: ['build', 'pipelines'] },
  'Environment (read & manage)': { name: 'vso.environment_manage', areas: ['distributedtask/environments'] },
  'Release (read)': { name: 'vso.release', areas: ['release'] },
  'Test Management (read)': { name: 'vso.test', areas: ['test', 'testresults'] },
  'Work Items (read)': { name: 'vso.work', areas: ['wit', 'work'] },
  'Member Entitlement Management (read)': {
    name: 'vso.memberentitlementmanagement',
    areas: ['userentitlements'],
  },
  'Graph (read)': { name: 'vso.graph', areas: ['graph'] },
  'Wiki (read)': { name: 'vso.wiki', areas: ['wiki'] },
} as const satisfies Readonly<Record<string, TokenScope>>;

/** A scope by its title. */
export type Scope = keyof typeof scopes;

const byArea: ReadonlyMap<string, string> = new Map(
  Object.values(scopes).flatMap(({ name, areas }) => areas.map((area) => [area, name] as const)),
);

/** A name for what a token must hold to read a route: the same for routes that one scope opens. */
export function scopeOf(route: string): string {
  const [, area = route, resource = ''] = /_apis\/([^/]+)(?:\/([^/]+))?/.exec(route.toLowerCase()) ?? [];
  return byArea.get(`${area}/${resource}`) ?? byArea.get(area) ?? area;
}
