import type { Exchange } from './recorded.ts';
import { type Operation, type Segment, segmentsOf } from './specifications.ts';

/**
 * The operations that a request may be meant as: same host, method and path, those whose path has the most
 * words in common with it. More than one where only the query tells them apart.
 */
export function operationsFor({ method, url }: Exchange, operations: readonly Operation[]): Operation[] {
  const asked = segmentsOf(decodeURI(url.pathname));
  const fits = (path: readonly Segment[]) =>
    path.length === asked.length && path.every((segment, at) => (segment ?? asked[at]) === asked[at]);
  const fitting = operations.flatMap((operation) => {
    if (operation.method !== method || operation.host !== url.host) return [];
    const words = operation.paths.filter(fits).map((path) => path.filter(Boolean).length);
    return words.length > 0 ? [{ operation, words: Math.max(...words) }] : [];
  });
  const most = Math.max(...fitting.map(({ words }) => words));
  return fitting.filter(({ words }) => words === most).map(({ operation }) => operation);
}

/** The request's path with placeholders for the ids in it: `GET {id}/_apis/git/repositories/{id}/refs`. */
export const routeOf = ({ method, url }: Exchange): string => {
  const path = decodeURI(url.pathname)
    .split('/')
    .slice(2)
    .map((segment) =>
      /^([0-9a-f]{8}-[0-9a-f-]{27}|\d+|[0-9a-f]{40}|[a-z]+\.[\w-]{20,})$/.test(segment) ? '{id}' : segment,
    );
  return `${method} ${path.join('/')}`;
};
