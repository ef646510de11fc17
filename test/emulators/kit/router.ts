import type { EmulatedRequest, EmulatedResponse } from '../types.ts';
import type { Resolved } from './emulator.ts';

/** The call that a route's function gets: the request, the decoded placeholders, the query, the parsed JSON body. */
export interface Call {
  request: EmulatedRequest;
  parameters: Record<string, string>;
  query: URLSearchParams;
  /** Throws BadJson when the body is none; undefined when there is no body. */
  json(): unknown;
}

export type Answer = (call: Call) => EmulatedResponse | Promise<EmulatedResponse>;

export class BadJson extends Error {
  override readonly name = 'BadJson';
}

interface Route {
  method: string;
  /** Path with `{placeholders}` and a leading slash. */
  pattern: string;
  segments: string[];
  answer: Answer;
}

const isPlaceholder = (segment: string) => segment.startsWith('{') && segment.endsWith('}');

const splitPath = (path: string) => path.replace(/^\/+|\/+$/g, '').split('/');

/** Broken percent-encoding is taken as it is. */
const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

const matches = (route: Route, method: string, segments: string[], ignoreCase: boolean) =>
  route.method === method &&
  route.segments.length === segments.length &&
  route.segments.every((expected, i) => {
    const given = segments[i] as string;
    if (isPlaceholder(expected)) return given !== '';
    return ignoreCase ? expected.toLowerCase() === given.toLowerCase() : expected === given;
  });

/** The label of a request that no route answers. */
export const unknownRoute = '(unknown)';

/**
 * Routes by method and path, tried in the order in which they were added.
 * A placeholder `{name}` matches one segment, percent-decoded.
 */
export const createRouter = (options: { ignoreCase?: boolean; unknown: Answer }) => {
  const routes = new Map<string, Route[]>();
  const keyOf = (method: string, segments: string[]) => `${method} ${segments.length}`;

  return {
    /** `on('GET /v1/blueprints/{blueprint}', call => …)` */
    on(methodAndPattern: string, answer: Answer): void {
      const [method = '', pattern = ''] = methodAndPattern.split(' ');
      const segments = splitPath(pattern);
      const key = keyOf(method, segments);
      routes.set(key, [...(routes.get(key) ?? []), { method, pattern, segments, answer }]);
    },
    resolve(request: EmulatedRequest): Resolved {
      const segments = splitPath(request.url.pathname).map(decode);
      const route = routes
        .get(keyOf(request.method, segments))
        ?.find((candidate) => matches(candidate, request.method, segments, options.ignoreCase ?? false));
      const parameters: Record<string, string> = {};
      route?.segments.forEach((name, i) => {
        if (isPlaceholder(name)) parameters[name.slice(1, -1)] = segments[i] as string;
      });
      const call: Call = {
        request,
        parameters,
        query: request.url.searchParams,
        json() {
          if (request.body.length === 0) return undefined;
          try {
            return JSON.parse(request.body.toString('utf8'));
          } catch (error) {
            throw new BadJson('the request body is not JSON', { cause: error });
          }
        },
      };
      return {
        route: route?.pattern ?? unknownRoute,
        answer: () => (route?.answer ?? options.unknown)(call),
      };
    },
  };
};
