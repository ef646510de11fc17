import type { Area } from '../../../../src/azure-devops/types.ts';
import type { Clock } from '../../../../src/lib/async/clock.ts';
import type { EmulatedRequest, EmulatedResponse } from '../../types.ts';
import type { Organisation } from '../organisation/organisation.ts';
import type { Project } from '../organisation/project.ts';
import type { ProjectLists } from '../organisation/project-lists.ts';
import type { Repository } from '../organisation/repositories.ts';
import type { Team } from '../organisation/teams.ts';
import type { Access } from './credentials.ts';
import type { Destination } from './hosts.ts';
import type { Query } from './query.ts';

/** Page sizes that a test may lower, so that small lists have several pages. */
export interface PageSizes {
  /** Graph users and groups. */
  graph: number;
  entitlements: number;
  /** The largest page of a list that is paged by `$top` and token. */
  most: number;
  /** The largest page of a list that is paged by `$top` and `$skip`, whatever is asked for: see evidence/lists.ts. */
  skip: number;
  /** Pages of the graph are of any size, and some have nothing but a token. */
  uneven: boolean;
}

/** Circumstances of a request before any route is known. */
export interface CallContext {
  organisation: Organisation;
  destination: Destination;
  access: Access;
  clock: Clock;
  sizes: PageSizes;
  /** WIQL's limit of results: 20,000 in the service. */
  queryLimit: number;
  /** major × 100 + minor */
  version: number;
  /** The newest that the service knows: `7.2`. */
  latest: string;
}

export interface EndpointCall extends CallContext {
  request: EmulatedRequest;
  /** A placeholder's value, decoded. */
  parameter(name: string): string;
  query: Query;
  /** The parsed body. Throws a 400 where there is none. */
  json(): Record<string, unknown>;
  /** The project of `{project}`; a 404 for one that is not there or not for this token. */
  project(): Project;
  lists(): ProjectLists;
  /** The repository of `{repository}`; a 404 for a disabled one too. */
  repository(): Repository;
  /** The team of `{team}` in `{project}`. */
  team(): Team;
  /** The projects that the token may see. */
  visibleProjects(): Project[];
}

export interface Endpoint {
  /** `GET /{project}/_apis/git/repositories` */
  route: string;
  /** `any`: every host has it. */
  area: Area | 'any';
  /** The resource's latest version; with `-preview` where it never left it. Undefined: any, or none. */
  version: string | undefined;
  /** Undefined: any credential will do. */
  scope: string | undefined;
  /** Query parameters that are answered to. */
  query?: readonly string[];
  /** Parameters that the API has and the emulator does not do: 501. */
  notEmulated?: readonly string[];
  /** An Azure DevOps Server has no such thing. */
  servicesOnly?: boolean;
  answer(call: EndpointCall): EmulatedResponse;
}

export const endpoint = (definition: Endpoint): Endpoint => definition;

/** A list as the service wraps it. */
export const listResponse = (
  value: readonly unknown[],
  headers?: Record<string, string>,
): EmulatedResponse => ({
  status: 200,
  ...(headers && { headers }),
  body: { count: value.length, value },
});

export const itemResponse = (body: object): EmulatedResponse => ({ status: 200, body });
