export interface Integration {
  identifier: string;
  /** The identifier that it was created with. */
  installationId?: string;
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
    updatedAt?: string;
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

/** An entity as Port's search returns it: the fields that were asked for. */
export interface StoredEntity {
  identifier: string;
  blueprint: string;
  title?: string | null;
  team?: string[] | string | null;
  properties?: Record<string, unknown>;
  relations?: Record<string, string | string[] | null>;
  /** The times of the first and the last write, ISO 8601 by Port's clock. */
  createdAt?: string;
  updatedAt?: string;
}

/** Entities of a blueprint that are asked for, and the fields that are needed of them, as Port's search names them. */
export interface Wanted {
  blueprint: string;
  /** The identifiers, each once. */
  identifiers: readonly string[];
  include: readonly string[];
}

/** Entities by their owner. An entity in none of the sets is another source's, or does not exist. */
export interface Whose {
  ours: Set<string>;
  /** Entities of another integration, whose identifier ends like this one's. */
  foreign: Set<string>;
  /** Entities whose datasource begins and ends like ours, while the rest was not found out. */
  unclear: Set<string>;
  /** The time at which Port wrote each last, ms by its clock, as far as it tells. */
  updatedAt: Map<string, number>;
  /** The fields that were asked for, of all that were found. */
  stored: Map<string, StoredEntity>;
}

export interface UpsertFlags {
  merge: boolean;
  createMissingRelatedEntities: boolean;
  /** Set where Port only says whether it would take the entities: nothing is written. */
  validationOnly?: boolean;
}

/** The outcome of one entity; outcomes are in the order of what was sent. */
export type UpsertOutcome =
  /** `created`: false where it existed; undefined where Port does not tell. */
  | { result: 'written'; created: boolean | undefined; identifier: string }
  | {
      result: 'refused';
      statusCode: number;
      /** Port's error name, e.g. `not_found`, `identifier_taken`, `invalid_request`. */
      error: string;
      message: string;
      /** An entity that it relates to does not exist (yet): worth another try at the end. */
      missingRelation: boolean;
    }
  /** An entity that was not sent any more, or not answered, while others that were sent along were. */
  | { result: 'unanswered'; error: unknown };
