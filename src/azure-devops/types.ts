import type { ServiceStats } from '../http/types.ts';
import type { MemberChecks } from './shape.ts';

/** Areas of the API, each on a host of its own; on a Server all are at the collection's URL. */
export type Area = 'core' | 'graph' | 'entitlements' | 'release' | 'advsec' | 'analytics';

export interface Organisation {
  /** The URL as configured, without a trailing slash. Becomes `__organizationUrl`. */
  url: string;
  /** The organisation's name in its URL; on a Server the URL. Becomes `__organizationName`. */
  name: string;
  /** `services` (dev.azure.com), `legacy` (visualstudio.com) or `server` (any other URL). */
  hosting: 'services' | 'legacy' | 'server';
}

export type QueryValue = string | number | boolean | undefined;

/** The path of a call, made by the `path` template tag. */
export interface Path {
  /** The path with its values, percent-encoded. */
  encoded: string;
  /** The path with placeholders for its values, `{project}/_apis/git/repositories`: requests are counted by it. */
  route: string;
}

/**
 * A call of the API.
 * @example { path: path`${project.id}/_apis/wit/wiql`, body: { query }, what: 'the work items of "web"' }
 */
export interface Call {
  area?: Area;
  path: Path;
  query?: Record<string, QueryValue>;
  /** 7.1 unless given. */
  apiVersion?: string;
  /** The body of a POST, which is a query and may be retried, or of a write. */
  body?: unknown;
  /** Members that the answer to a `get` or `post` must have: without one of them it is malformed, not empty. */
  needs?: MemberChecks;
  /** The media type that `bytes` asks for, unless it is a file's octet-stream. */
  accept?: 'application/zip';
  /** Set where a 204 means that there is none. `get` gives undefined then. */
  mayBeNone?: boolean;
  /** Statuses that this route answers on purpose, so that they are not retried. */
  final?: readonly number[];
  /** Set where all that there is comes in one answer. It may be as large as an answer may, others a quarter of that. */
  whole?: boolean;
  /**
   * Set where URLs of items have the ids of their project, team, repository and build. An answer whose first item has other
   * ones belongs to another question.
   */
  parentsInUrl?: true;
  /** The things that are read, for messages: `the branches of repository "web"`. */
  what: string;
}

/** A call that changes something. One that creates is not sent again once it may have arrived. */
export interface WriteCall extends Call {
  does: 'create' | 'replace' | 'remove';
}

/** A call whose answer is a list. An item that is not as it must be makes the whole page malformed. */
export interface ListCall extends Call {
  /** Members that identify an item: an id, in most lists. */
  key: MemberChecks;
  /** Other members of an item that are used. */
  has?: MemberChecks;
  /** Null stands for an item that is gone, by the route's own description. */
  nulls?: true;
  /** The reason why the list cannot be empty, in words. An empty one shows less than there is: it is malformed. */
  neverEmpty?: string | undefined;
}

/** The items of a page, with the bytes of the answer that they came in, by which memory is budgeted. */
export class Page<T> {
  readonly items: readonly T[];
  readonly bytes: number;
  constructor(items: readonly T[], bytes: number) {
    this.items = items;
    this.bytes = bytes;
  }
  map<U>(change: (item: T) => U): Page<U> {
    return new Page(this.items.map(change), this.bytes);
  }
  filter(keep: (item: T) => boolean): Page<T> {
    return new Page(this.items.filter(keep), this.bytes);
  }
}

/**
 * `token`: `$top` and a continuation token in the response header `x-ms-continuationtoken`.
 * `skip`: `$top`/`$skip` until there is nothing more. `single`: one answer; a token that is offered all the same is
 * followed.
 */
export type Paging =
  | {
      style: 'token';
      size?: number;
      sizeParameter?: '$top' | 'top';
      tokenParameter?: string;
      /** The member of the body with the next token, for the areas that have it there (user entitlements). */
      bodyToken?: string;
      /** Page size and token go into the POST body instead of the query (wiki pagesbatch). */
      inBody?: boolean;
      /** Told at the end of a list of one short page, or one that moved, how to ask, later, whether it was whole. */
      ended?(end: ListEnd): void;
    }
  | {
      style: 'skip';
      size: number;
      sizeParameter?: '$top' | 'top';
      skipParameter?: '$skip' | 'skip';
      /** The number of items, where another answer of the service has told it. */
      total?: number;
      /** Set where new items come after all others: what follows the last one later need not have been out of sight. */
      grows?: true;
      /** Told at the end how to ask, later, whether it was whole: see ListEnd. */
      ended?(end: ListEnd): void;
    }
  | { style: 'single' };

/**
 * Whether a list that was read to its end ended there. By offsets an item moves out of sight where another one is removed
 * before it, and something on the way may take tokens away. Asked before what the list lacks counts as gone; it is read
 * a second time beside that.
 */
export type ListEnd = () => Promise<boolean>;

/**
 * One organisation's REST API. Raw JSON as the service sends it. All methods throw AzureDevOpsError, or the reason
 * with which the run was stopped.
 */
export interface AzureDevOps {
  readonly organisation: Organisation;
  /** The JSON object of a 200. */
  get<T = unknown>(call: Call): Promise<T>;
  post<T = unknown>(call: Call): Promise<T>;
  /** The object of the answer; undefined where there is none, with `mayBeNone`. */
  write<T = unknown>(call: WriteCall): Promise<T>;
  /** A file's content as it is (asks for octet-stream), or what `accept` names. A call with a body is POSTed. */
  bytes(call: Call): Promise<Buffer>;
  /** Pages of a list (`value`, unless named; the first of several names that is there). A call with a body is POSTed. */
  pages<T = unknown>(
    call: ListCall,
    paging: Paging,
    property?: string | readonly string[],
  ): AsyncIterable<Page<T>>;
  stats(): ServiceStats;
  /** The time of the service's first answer, by its own clock, to the second. Undefined before it. */
  firstAnswer(): Date | undefined;
}

export type AzureDevOpsErrorCause =
  | 'credential' // 401, 203 sign-in page: nothing can be read with it
  | 'permission' // 403
  | 'missing' // 404
  | 'refused' // 400 and other 4xx
  | 'unavailable' // 429/5xx after all retries
  | 'transport'
  | 'too-large' // more bytes than an answer may have
  | 'malformed'; // an answer that is not what the API promises

/** An answer that is not the expected one: names the call and the likely cause. */
export class AzureDevOpsError extends Error {
  override readonly name = 'AzureDevOpsError';
  readonly status: number | undefined;
  readonly likelyCause: AzureDevOpsErrorCause;
  readonly call: Pick<Call, 'what'> & { route: string };
  /** `typeKey` of the error body, e.g. `ProjectDoesNotExistWithNameException`, or its VS/TF number. */
  readonly code: string | undefined;
  /** The VS/TF number alone, e.g. `TF401174`. */
  readonly number: string | undefined;
  readonly hint: string | undefined;
  /** Whether it is whole and in the form of the service's own errors. Else something on the way may have made it. */
  readonly isOwn: boolean;
  /** A credential's refusal after it had read as much in this run: no scope is missing. */
  readonly lapsed: boolean;
  constructor(
    message: string,
    details: {
      status?: number | undefined;
      cause: AzureDevOpsErrorCause;
      call: Pick<Call, 'what'> & { route: string };
      code?: string | undefined;
      number?: string | undefined;
      hint?: string | undefined;
      isOwn?: boolean;
      lapsed?: boolean;
      error?: unknown;
    },
  ) {
    super(message, { cause: details.error });
    this.status = details.status;
    this.likelyCause = details.cause;
    this.call = details.call;
    this.code = details.code;
    this.number = details.number;
    this.hint = details.hint;
    this.isOwn = details.isOwn ?? false;
    this.lapsed = details.lapsed ?? false;
  }
}
