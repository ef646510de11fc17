import type { PartialItem, RawItem } from '../kinds/types.ts';
import type { Problem } from '../lib/errors.ts';

/** The origin of the mapping, told in log and summary. */
export type MappingOrigin =
  | { from: 'port' }
  | { from: 'file'; path: string }
  | { from: 'inline' }
  /** `path`: the folder with the user's own resources, if it is from there. */
  | { from: 'default'; path?: string };

/** jq source, or a search query `{combinator, rules}` whose values are jq. */
export type Expression = string | SearchQuery;
export interface SearchQuery {
  combinator: string;
  rules: unknown[];
  [key: string]: unknown;
}

/** One `port.entity.mappings`. Absent keys are not sent. */
export interface EntityMapping {
  identifier: Expression;
  blueprint: string;
  title?: string;
  icon?: string;
  team?: Expression;
  properties?: Record<string, string>;
  relations?: Record<string, Expression>;
  /** Fields that were left out because they do not compile, `properties.url`: what Port holds of them stays. */
  omitted?: string[];
}

export interface ItemsToParse {
  expression: string;
  /** The name of an element in its item: `item` unless given. */
  name: string;
  /** Whether the array is removed from a copy of the item: true unless given. */
  topLevelTransform: boolean;
}

export interface Resource {
  /** The position in the mapping, from 0: `resources[3]`. */
  index: number;
  kind: string;
  /** jq that must give true or false. */
  query: string;
  /** The kind's options, parsed with its schema and defaults filled in. */
  options: Record<string, unknown>;
  itemsToParse?: ItemsToParse;
  /** The entities that each item makes, at least one. */
  entities: EntityMapping[];
  /** Set where it is not read: the place of an expression that does not compile, and without which it is nothing. */
  unusable?: string;
  /** The input by which a run of a part leaves it alone: it is not read, and nothing that it could make is deleted. */
  leftAlone?: string;
}

export interface Mapping {
  deleteDependentEntities: boolean;
  createMissingRelatedEntities: boolean;
  enableMergeEntity: boolean;
  /** A share from 0 to 1. */
  entityDeletionThreshold: number;
  resources: Resource[];
}

export interface ParsedMapping {
  mapping: Mapping;
  origin: MappingOrigin;
  /** The document as it was, to be stored in Port when the integration is created. */
  document: Record<string, unknown>;
  /** Unknown selector options and the like: told, not fatal. */
  warnings: string[];
}

/** An entity that one mapping made of one item. Only keys of the mapping are present; values as jq gave them. */
export interface MappedEntity {
  /** The position of the one among the resource's `entities` that made it. */
  mapping: number;
  /** Text for matching: `5` and `"5"` are the same. Undefined when it is a search query. */
  key: string | undefined;
  blueprint: string;
  /** The body for Port: identifier, title, icon, team, blueprint, properties, relations. */
  body: EntityBody;
  /** Properties whose text (`file://`) could not be read: they are not in the body. Places in the mapping. */
  unread?: { field: string; error: Error }[];
}
export interface EntityBody {
  identifier: unknown;
  blueprint: string;
  title?: unknown;
  icon?: unknown;
  team?: unknown;
  properties?: Record<string, unknown>;
  relations?: Record<string, unknown>;
}

/** The outcome of one item (after itemsToParse: of one element). */
export type ItemOutcome =
  /** Every mapping of the resource gave an entity. */
  | { result: 'mapped'; entities: MappedEntity[] }
  /** The selector gave false. */
  | { result: 'filtered' }
  /** Identifier or blueprint came out empty in a mapping; entities holds what the other mappings gave. */
  | {
      result: 'misconfigured';
      field: string;
      /** All places of such a value, where more than one mapping had one. */
      fields?: string[];
      entities: MappedEntity[];
    }
  /** The selector, an identifier or a blueprint failed to evaluate: the resource is not complete. */
  | { result: 'failed'; field: string; message: string; entities: MappedEntity[] };

/** Outcomes of one raw item: one, or one per element of itemsToParse. */
export interface MappedItem {
  outcomes: ItemOutcome[];
  /** Set when itemsToParse gave no list or no place: the raw item was skipped. */
  skipped?: string;
  /** Fields whose evaluation failed and became null: place in the mapping → jq's message. */
  fieldErrors?: Record<string, string>;
}

/** A part of an entity that it can do without: `title`, or `url` of its `properties`. */
export interface Field {
  /** The position among the resource's entities. */
  entity: number;
  group?: 'properties' | 'relations';
  name: string;
}

/** An expression that does not compile. */
export interface Refused extends Problem {
  resource: Resource;
  /** The field that it makes. Absent where the resource is nothing without it. */
  field?: Field;
}

/** Evaluates a mapping's resources over raw items. Owns the jq workers. */
export interface Mapper {
  /** Compiles every expression; all that do not compile, with place, expression and jq's message. */
  check(): Promise<Refused[]>;
  /**
   * Maps items of one resource, in order, aligned with them. A bad item costs itself, not its batch.
   * Rejects only when the engine itself cannot go on, or with the signal's reason.
   */
  map(resource: Resource, items: readonly RawItem[], signal?: AbortSignal): Promise<MappedItem[]>;
  /**
   * The entities that partial items are, aligned with them: outcomes with identifier and blueprint alone. Undefined
   * where what is known of an item does not decide it. Rejects as `map` does.
   */
  identify(
    resource: Resource,
    items: readonly PartialItem[],
    signal?: AbortSignal,
  ): Promise<(MappedItem | undefined)[]>;
  stats(): {
    workers: number;
    batches: number;
    items: number;
    engineSeconds: number;
    itemsWithoutEngine: number;
  };
  close(): Promise<void>;
}

export interface MapperOptions {
  /** Variables of the environment that jq may see, with their values. */
  environment: Record<string, string>;
  /** Seconds one batch may take before its culprit is searched for; one item alone is failed after it. */
  timeLimitSeconds: number;
  maxWorkers: number;
  /** The place of the worker's file. Unless given: beside the bundle. */
  workerPath?: string;
  /** Reads a file of a repository for `file://` properties; null when missing or empty. */
  readFile?: (item: RawItem, path: string) => Promise<string | null>;
}
