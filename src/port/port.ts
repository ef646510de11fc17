import type { ServiceStats } from '../http/types.ts';
import type { EntityBody } from '../mapping/types.ts';
import type {
  Blueprint,
  Integration,
  StoredEntity,
  UpsertFlags,
  UpsertOutcome,
  Wanted,
  Whose,
} from './types.ts';

/** A request to Port's API. */
export interface PortRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * The path from the base URL on (`/v1/…`, parts percent-encoded), or an absolute URL that Port named (ingest URLs).
   */
  path: string;
  /** The path with placeholders. Requests are counted by it. */
  route: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
  /** Whether sending it twice does no harm. Unless given: all but POST. */
  idempotent?: boolean;
  /** Statuses that resolve with undefined only in Port's own form of an error: a gateway can produce any bare status. */
  allowOwn?: readonly number[];
  /** Statuses that resolve with undefined in place of throwing, e.g. [404]. */
  allow?: readonly number[];
  signal?: AbortSignal;
  /** Set for best effort (metrics, logs, examples): apart from the run's own throttle and failure budget. */
  background?: boolean;
  /** Set for the run's last call: it is sent though others wait or were given up. */
  lastWord?: boolean;
  /** Set where it is signed as this integration's exporter, by which Port knows the owner of an entity. */
  entityWrite?: boolean;
}

/**
 * The occasion of a write, as Port is told with each (`ocean_info_event_type`): a full sync, which also has an id, an
 * incremental one, or an event.
 */
export type WriteEvent = 'resync' | 'incremental_resync' | 'http_request';

/** Milliseconds to which Port's clock is known, since the dates of its answers have whole seconds. */
export const PORT_PRECISION_MS = 1_000;

export type ResyncStatus = 'running' | 'completed' | 'failed' | 'aborted';

/** Port's API for one integration. All methods throw PortError, or the service's RetryBudgetError. */
export interface Port {
  readonly identifier: string;
  /** The integration. Undefined when it does not exist. */
  integration(): Promise<Integration | undefined>;
  /**
   * The time at which somebody last asked for a resync in Port, ms since 1970. Undefined where nobody did, or Port does
   * not say when. Exporters that poll ask for it (Ocean 0.48, `clients/port/mixins/integrations.py`).
   */
  resyncRequest(): Promise<number | undefined>;
  createIntegration(body: Record<string, unknown>, query?: Record<string, string>): Promise<Integration>;
  patchIntegration(body: Record<string, unknown>): Promise<Integration>;
  /** Stores a mapping without waking polling exporters (`x-skip-resync`). */
  storeMapping(config: Record<string, unknown>): Promise<void>;
  /** Tells the state of resyncs. With a signal of its own it is sent though other calls wait or were given up. */
  resyncState(
    state: {
      status: ResyncStatus;
      lastResyncStart?: string;
      lastResyncEnd: string | null;
      nextResync?: string;
      /** The interval of the schedule that `nextResync` is the next time of. */
      intervalMinutes?: number;
    },
    aside?: { signal: AbortSignal; background?: boolean },
  ): Promise<void>;
  /** The time by Port's clock, ms since 1970, of its answers' dates; undefined where none had one. */
  time(): number | undefined;
  blueprints(): Promise<Blueprint[]>;
  /**
   * Writes any number of entities, cut here into bulks of at most 20 entities and 1 MiB (Port's limits). A bulk that is
   * refused as a whole (400, 413, 422) is halved down to the entity that caused it. One of a blueprint that does not
   * exist refuses every entity. Throws only where the first bulk failed.
   */
  upsert(blueprint: string, entities: readonly EntityBody[], flags: UpsertFlags): Promise<UpsertOutcome[]>;
  /**
   * Pages of the entities of a blueprint whose datasource begins and ends like this integration's: enough to compare
   * them, no proof that they are its own. `include`: top-level and dotted fields. `among`: identifiers, any number,
   * where not all entities are wanted.
   */
  searchOwned(
    blueprint: string,
    include: readonly string[],
    among?: readonly string[],
  ): AsyncIterable<StoredEntity[]>;
  /**
   * Entities of several blueprints as `searchOwned` finds them, with their fields and perhaps others, by blueprint: in as
   * few requests as Port's search across blueprints allows.
   */
  searchOwnedAcross(wanted: readonly Wanted[]): Promise<ReadonlyMap<string, readonly StoredEntity[]>>;
  /**
   * The proven owners of entities at this moment, any number: to be asked before any of them is deleted. `include`: as
   * above, of all that is found.
   */
  whose(blueprint: string, identifiers: readonly string[], include?: readonly string[]): Promise<Whose>;
  /** Entities by identifier, any number, whoever owns them. Absent ones are left out. */
  searchByIdentifier(
    blueprint: string,
    identifiers: readonly string[],
    include: readonly string[],
  ): AsyncIterable<StoredEntity[]>;
  /** Whether there is such an entity, whoever owns it: by its own address, whatever a search has of it. */
  hasEntity(blueprint: string, identifier: string): Promise<boolean>;
  /**
   * Pages of the entities of a blueprint, with titles and relations, whoever owns them, that relate to this one, directly
   * or through others.
   */
  searchDependents(
    blueprint: string,
    of: { blueprint: string; identifier: string },
  ): AsyncIterable<StoredEntity[]>;
  /**
   * Pages of the entities of a blueprint, with their relations, that look owned and relate to any of these (at most 200),
   * directly or through others. An answer that is right has the witness too, if it relates to its target of the same
   * blueprint as these.
   */
  searchRelating(
    blueprint: string,
    of: { blueprint: string; identifiers: readonly string[] },
    witness: { identifier: string; target: string },
  ): AsyncIterable<StoredEntity[]>;
  /** Pages of everything that this integration owns. */
  ownedIdentifiers(): AsyncIterable<{ identifier: string; blueprint: string }[]>;
  /**
   * Deletes any number of entities, sent in hundreds. Yields the identifiers that Port says are gone, dependents
   * included where it tells. Entities that others require stay.
   */
  deleteEntities(
    blueprint: string,
    identifiers: readonly string[],
    deleteDependents: boolean,
  ): AsyncIterable<string[]>;
  /** Whether an address that an answer of Port's names may be used. */
  mayUse(address: unknown): address is string;
  /** Sends a request to any other route (defaults, metrics, logs, examples). Resolves with the JSON of a 2xx. */
  request<T = unknown>(request: PortRequest): Promise<T>;
  stats(): ServiceStats;
}
