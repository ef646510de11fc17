import type { Clock } from '../../../src/lib/async/clock.ts';
import type { Blueprint } from '../../../src/port/types.ts';
import type { Emulator } from '../types.ts';

/** An entity as it is kept. */
export interface PortEntity {
  identifier: string;
  blueprint: string;
  title: string | null;
  icon: string | null;
  team: string[];
  properties: Record<string, unknown>;
  relations: Record<string, string | string[] | null>;
  /** ISO, of the emulator's clock. */
  createdAt: string;
  updatedAt: string;
  /** The user agent of the last write. */
  datasource: string;
  /** Order of creation over all blueprints: what pages are cut by. */
  sequence: number;
}

/** The members that a seeded entity needs; the rest is empty. */
export type EntitySeed = Pick<PortEntity, 'identifier' | 'blueprint'> &
  Partial<Omit<PortEntity, 'sequence' | 'datasource'>>;

export interface PortIntegration {
  identifier: string;
  installationId: string;
  installationAppType: string;
  installationType: string;
  version: string;
  config: Record<string, unknown>;
  changelogDestination: unknown;
  processingMode: string;
  createPortResourcesOrigin: string;
  arePortResourcesInitialized: boolean;
  actionsProcessingEnabled: boolean;
  incrementalSyncEnabled: boolean;
  resyncState: Record<string, unknown>;
  /** All that was ever sent to resync-state, oldest first. */
  resyncStates: Record<string, unknown>[];
  /** Time at which a resync was last asked for, ISO. */
  resyncRequest?: string;
  /** Number of empty patches, and of mappings without `x-skip-resync`, that woke polling exporters. */
  resyncsTriggered: number;
  /** Raw examples by kind. */
  examples: Record<string, unknown[]>;
  /** `kind/index` → primary. */
  cursors: Record<string, string>;
  /** Times it was read while Port still provisions its defaults; undefined when it does not. */
  provisioningPolls?: number;
  createdAt: string;
  updatedAt: string;
}

/** Requests of a kind that share one limit per organisation and 5 minutes. */
export type RateCategory = 'bulk' | 'search' | 'blueprint' | 'single' | 'other';

export interface PortEmulatorOptions {
  clock: Clock;
  clientId?: string;
  clientSecret?: string;
  /** 10,800 (three hours), as Port's. */
  tokenLifetimeSeconds?: number;
  /** Most entities in a page of a search, below the 1,000 that may be asked for. */
  searchPageSize?: number;
  /** The same for the entities of a datasource, at most 5,000. */
  ownedPageSize?: number;
  /** Requests per 5 minutes; Port's own where none is given. */
  rateLimits?: Partial<Record<RateCategory, number>>;
  /** Entities that `delete_dependents` takes along: those with any relation to a deleted one, or with a required one. */
  cascade?: 'every-relation' | 'required-relations';
  /** The mode of integrations created from now on. */
  processingMode?: 'ocean-core' | 'dsp';
  featureFlags?: string[];
  /** Defaults that Port itself creates for these types of integration, after so many polls. */
  provisioned?: {
    integrationTypes: string[];
    polls: number;
    config: Record<string, unknown>;
    blueprints: Blueprint[];
  };
  /** Bytes of a body that writes entities, 1 MiB as Port's description says. */
  bodyLimit?: number;
  record?: 'everything' | 'heads' | 'counts';
  /** Whether answers say the time, as they do unless a proxy takes it away. */
  dated?: boolean;
}

/** A plain copy of what users see, for comparisons: blueprint → identifier → entity. */
export type Catalog = Record<
  string,
  Record<string, Pick<PortEntity, 'title' | 'team' | 'properties' | 'relations'>>
>;

export interface PortEmulator extends Emulator {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Blueprints by identifier; Port's own `_user` and `_team` included. */
  readonly blueprints: ReadonlyMap<string, Blueprint>;
  readonly scorecards: ReadonlyMap<string, Record<string, unknown>>;
  readonly pages: ReadonlyMap<string, Record<string, unknown>>;
  readonly actions: ReadonlyMap<string, Record<string, unknown>>;
  /** Entities created or updated over the API, missing related ones included. */
  readonly writes: number;
  /** Entities deleted over the API, dependents included. */
  readonly deletions: number;
  /** Log lines that were ingested. */
  readonly logs: Record<string, unknown>[];
  readonly metrics: MetricsRecord;
  /** All, or those of a blueprint, in order of creation. */
  entities(blueprint?: string): PortEntity[];
  entity(blueprint: string, identifier: string): PortEntity | undefined;
  catalog(blueprints?: readonly string[]): Catalog;
  integration(identifier: string): PortIntegration | undefined;
  /** Blueprints are put there without validation and in any order. */
  seedBlueprints(blueprints: readonly Blueprint[]): void;
  seedEntities(datasource: string, entities: readonly EntitySeed[]): void;
  seedIntegration(integration: Partial<PortIntegration> & { identifier: string }): PortIntegration;
  /** An edit by another source; properties and relations are merged. Throws when there is no such entity. */
  edit(
    blueprint: string,
    identifier: string,
    changes: Partial<Pick<PortEntity, 'title' | 'icon' | 'team' | 'properties' | 'relations'>>,
    datasource?: string,
  ): void;
  /** Removes entities behind everyone's back; nothing cascades. */
  remove(blueprint: string, identifiers: readonly string[]): void;
  /** Every token given out so far is refused from now on. */
  revokeTokens(): void;
}

export interface MetricsRecord {
  /** Run id → kind identifier → the states it went through and its last event. */
  runs: Map<string, Map<string, { states: string[]; event: Record<string, unknown> }>>;
  heartbeats: { eventId: string; at: number }[];
  /** Requests in the wrong order or form; each was answered 422 or 404 too. */
  violations: string[];
}
