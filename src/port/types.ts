import type { ServiceStats } from '../http/types.ts';
import type { EntityBody } from '../mapping/types.ts';
import type { Whose } from './ownership.ts';

export interface Integration {
  identifier: string;
  installationAppType: string;
  version?: string;
  config: Record<string, unknown> | null;
  changelogDestination?: unknown;
  processingMode?: string;
  installationType?: string;
  arePortResourcesInitialized?: boolean;
  createPortResourcesOrigin?: 'Port' | 'Ocean' | 'Default' | 'Empty';
  actionsProcessingEnabled?: boolean;
  incrementalSyncEnabled?: boolean;
  resyncState?: {
    status?: string;
    lastResyncStart?: string | null;
    lastResyncEnd?: string | null;
    nextResync?: string | null;
    intervalInMinuets?: number | null;
  };
  logAttributes?: { ingestUrl?: string };
  metricAttributes?: { ingestUrl?: string };
}

export interface Blueprint {
  identifier: string;
  title?: string;
  schema?: { properties?: Record<string, unknown>; required?: string[] };
  relations?: Record<string, { target: string; many?: boolean; required?: boolean; title?: string }>;
  [key: string]: unknown;
}

/** An entity as Port's search gives it. */
export interface StoredEntity {
  identifier: string;
  blueprint: string;
  title?: string | null;
  team?: string[] | string | null;
  properties?: Record<string, unknown>;
  relations?: Record<string, string | string[] | null>;
}

export interface UpsertFlags {
  merge: boolean;
  createMissingRelatedEntities: boolean;
  /** Nothing is written: Port only says whether it would take it. */
  validationOnly?: boolean;
}

/** What Port said to one entity, aligned with what was sent. */
export type UpsertOutcome =
  | {
      result: 'written' /** As Port tells; undefined when it does not. */;
      created: boolean | undefined;
      identifier: string;
    }
  | {
      result: 'refused';
      statusCode: number;
      /** Port's error name, e.g. `not_found`, `identifier_taken`, `invalid_request`. */
      error: string;
      message: string;
      /** What it relates to is not there (yet): worth another try at the end. */
      missingRelation: boolean;
    }
  /** Port said nothing of it, while it did of others that were sent along: not sent any more, or not answered. */
  | { result: 'unanswered'; error: unknown };

export interface PortRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the base URL on (`/v1/…`, parts percent-encoded), or an absolute URL that Port named (ingest URLs). */
  path: string;
  /** The path with placeholders: what requests are counted by. */
  route: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
  /** By default all but POST. */
  idempotent?: boolean;
  /** Statuses that resolve with undefined instead of throwing, e.g. [404]. */
  allow?: readonly number[];
  signal?: AbortSignal;
  /** Best effort (metrics, logs, examples): goes past the run's own throttle and retry budget. */
  background?: boolean;
  /** That the run has ended: goes past all that waits or was given up. */
  lastWord?: boolean;
  /** Signed as this integration's exporter, which is how Port knows whose an entity is. */
  entityWrite?: boolean;
}

export type ResyncStatus = 'running' | 'completed' | 'failed' | 'aborted';

/** Everything the run asks of Port. All methods throw PortError, or the service's RetryBudgetError. */
export interface Port {
  readonly identifier: string;
  /** Undefined when it does not exist. */
  integration(): Promise<Integration | undefined>;
  createIntegration(body: Record<string, unknown>, query?: Record<string, string>): Promise<Integration>;
  patchIntegration(body: Record<string, unknown>): Promise<Integration>;
  /** Stores a mapping without waking polling exporters (`x-skip-resync`). */
  storeMapping(config: Record<string, unknown>): Promise<void>;
  /** With a signal of its own it is sent also after all other calls were given up, and while they wait. */
  resyncState(
    state: {
      status: ResyncStatus;
      lastResyncStart?: string;
      lastResyncEnd: string | null;
      nextResync?: string;
    },
    aside?: { signal: AbortSignal; background?: boolean },
  ): Promise<void>;
  /** Now by Port's own clock (milliseconds), as its answers tell; undefined where none did. */
  time(): number | undefined;
  blueprints(): Promise<Blueprint[]>;
  /**
   * Any number: cut here into bulks of at most 20 entities and 1 MiB. A refusal of the whole (400, 413, 422) is split
   * down to the entity that caused it; a blueprint that does not exist refuses every entity. Throws what went wrong
   * only if that was so from the first bulk on.
   */
  upsert(blueprint: string, entities: readonly EntityBody[], flags: UpsertFlags): Promise<UpsertOutcome[]>;
  /**
   * Pages of the entities of a blueprint whose datasource begins and ends like this integration's: what may be its own,
   * good for comparing. `include` names top-level and dotted fields.
   */
  searchOwned(blueprint: string, include: readonly string[]): AsyncIterable<StoredEntity[]>;
  /** Whose these entities are at this moment, proven: before any of them is deleted. Any number. */
  whose(blueprint: string, identifiers: readonly string[]): Promise<Whose>;
  /** Entities by identifier, whoever owns them; absent ones are left out. Any number: chunked here. */
  searchByIdentifier(
    blueprint: string,
    identifiers: readonly string[],
    include: readonly string[],
  ): AsyncIterable<StoredEntity[]>;
  /** Pages of the entities of a blueprint, whoever owns them, that relate to this one, directly or through others. */
  searchDependents(
    blueprint: string,
    of: { blueprint: string; identifier: string },
  ): AsyncIterable<StoredEntity[]>;
  /** Pages of everything that this integration owns. */
  ownedIdentifiers(): AsyncIterable<{ identifier: string; blueprint: string }[]>;
  /**
   * Any number: sent in hundreds. Yields those that are gone as Port says so, dependents included where Port tells; not
   * those that others require.
   */
  deleteEntities(
    blueprint: string,
    identifiers: readonly string[],
    deleteDependents: boolean,
  ): AsyncIterable<string[]>;
  /** Whether an address that an answer names is Port's own. */
  mayUse(address: unknown): address is string;
  /** Any other route, for defaults, metrics, logs, examples. The JSON of a 2xx. */
  request<T = unknown>(request: PortRequest): Promise<T>;
  stats(): ServiceStats;
}

export type PortErrorCause =
  | 'credential' // 401, or 403 at the token
  | 'permission'
  | 'missing'
  | 'invalid' // 400, 409, 422
  | 'too-large' // 413
  | 'answer-too-large' // more bytes than an answer may have
  | 'unavailable'
  | 'transport'
  | 'malformed';

export class PortError extends Error {
  override readonly name = 'PortError';
  readonly status: number | undefined;
  readonly likelyCause: PortErrorCause;
  readonly route: string;
  /** Port's own error name and message in the body. */
  readonly error: string | undefined;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  constructor(
    message: string,
    details: {
      status?: number | undefined;
      cause: PortErrorCause;
      route: string;
      error?: string | undefined;
      detail?: string | undefined;
      hint?: string | undefined;
      origin?: unknown;
    },
  ) {
    super(message, { cause: details.origin });
    this.status = details.status;
    this.likelyCause = details.cause;
    this.route = details.route;
    this.error = details.error;
    this.detail = details.detail;
    this.hint = details.hint;
  }
}
