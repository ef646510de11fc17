/** Areas whose routes take the scope of another one. */
const SAME_SCOPE: Readonly<Record<string, string>> = {
  teams: 'projects',
  policy: 'git',
  tfvc: 'git',
  pipelines: 'build',
  work: 'wit',
  testresults: 'test',
};

/** A name for what a token must hold to read a route: the same for routes that one scope opens. */
export function scopeOf(route: string): string {
  const area = /_apis\/([^/]+)/.exec(route)?.[1]?.toLowerCase() ?? route;
  return SAME_SCOPE[area] ?? area;
}
