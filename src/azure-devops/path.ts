import type { Path } from './types.ts';

/**
 * A path whose values are percent-encoded: `` path`${project.id}/_apis/git/repositories/${repository.id}/refs` ``.
 * The route names them after the segment before them (`repositories/{repository}`); at the start they are the
 * project, then the team. Throws on a value that would change the path: empty, `.` or `..`.
 */
export function path(literals: TemplateStringsArray, ...values: (string | number)[]): Path {
  let encoded = literals[0] ?? '';
  let route = encoded;
  values.forEach((value, index) => {
    const text = String(value);
    const place = placeholder(route);
    if (text === '' || text === '.' || text === '..' || value === undefined || value === null) {
      throw new Error(`${JSON.stringify(value) ?? 'Nothing'} cannot stand for ${place} in ${route}${place}.`);
    }
    const literal = literals[index + 1] ?? '';
    encoded += encodeURIComponent(text.toWellFormed()) + literal;
    route += place + literal;
  });
  return { encoded, route };
}

function placeholder(before: string): string {
  const previous = before.split('/').at(-2);
  if (previous === undefined) return '{project}';
  if (previous.startsWith('{')) return '{team}';
  return `{${previous.replace(/ies$/, 'y').replace(/([^s])s$/, '$1')}}`;
}
