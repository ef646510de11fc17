import type { ZodMiniType } from 'zod/mini';
import type { AzureDevOps, Page } from '../azure-devops/types.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
/** An item as the REST API sends it, plus the `__` fields of its kind. */
export type RawItem = Record<string, unknown>;

/**
 * An item's place in the source tree. `ordinal` orders all items of one source as the lists stand, whatever
 * order they arrive in: where two items make the same entity, the later one wins, in every run.
 */
export interface Node<Item = RawItem, Parent extends Node | undefined = Node<any, any> | undefined> {
  readonly item: Item;
  readonly parent: Parent;
  readonly ordinal: number;
}

/** The root of the tree. Its item says which organisation it is. */
export type OrganisationNode = Node<{ url: string; name: string }, undefined>;

/** What the kinds may know of the run. */
export interface ReadContext {
  readonly devops: AzureDevOps;
  readonly excludedTags: readonly string[];
  /** The run's start: windows are counted from it. */
  readonly now: Date;
  /** Aborted when the run is: pass on to own loops. */
  readonly signal: AbortSignal;
  /**
   * A part of the list could not be read, the rest goes on: the read ends incomplete with this reason.
   * To give up the whole list, throw instead.
   */
  incomplete(error: unknown): void;
  /**
   * Complete, and worth a word: an answer that is not an error (kinds.md), such as `Advanced Security is off`.
   * Counted by reason.
   */
  note(reason: string): void;
  /** Something the user should know, once per run and text: a list cut at the service's limit. */
  warn(message: string): void;
  /**
   * Reads once per node and key, whoever asks: what two kinds need of one item is requested once.
   * A failure is remembered too. Gone with the node.
   */
  once<T>(node: Node<any, any>, key: string, read: () => Promise<T>): Promise<T>;
}

/**
 * A list of the source tree. It is read once per parent and run, whatever is mapped on it: kinds and child
 * sources that name the same `key` share it.
 */
export interface Source<Item = any, Parent extends Node<any, any> = any> {
  /** The name, plus the reading options if it takes any: `builds{"minTimeInDays":7}`. */
  readonly key: string;
  /** Undefined: it hangs under the organisation. */
  readonly under: Source | undefined;
  /** Token scope that the list itself takes; absent where it is that of the kind whose items it gives. */
  readonly scope?: string;
  /** An Azure DevOps Server has no such list: complete and empty there. The words for what it lacks. */
  readonly servicesOnly?: string;
  /** False: this parent has no such list (a disabled repository has no branches). Not counted as incomplete. */
  applies?(parent: Parent, context: ReadContext): boolean | Promise<boolean>;
  /**
   * Where its items stand among those of a kind's other lists under the same parent: at 0 and after it unless given.
   */
  readonly position?: number;
  /** Pages in the list's own order. A throw ends the read as incomplete. */
  read(parent: Parent, context: ReadContext): AsyncIterable<Page<Item>>;
}

export interface KindDefinition<Options = any, N extends Node<any, any> = any> {
  readonly name: string;
  /** One sentence for docs: what an item is. */
  readonly summary: string;
  /** Token scope as Azure DevOps names it in the token dialog, e.g. `Code (read)`. */
  readonly scope: string;
  /** Only on Azure DevOps Services: a Server does not have it. */
  readonly servicesOnly?: boolean;
  /** The selector's options beyond `query` and `exportEnvVariables`: zod/mini types, each with its default. */
  readonly options: Record<string, ZodMiniType>;
  /** What the user should know of such options, `<option>: what`, if anything. */
  warning?(options: Options): string | undefined;
  /** For docs: the requests it costs and the fields it adds. */
  readonly docs: {
    requests: string;
    fields: Record<string, string>;
    options?: Record<string, string>;
  };
  /** The list that the kind's items come from, given its options; or several that are shared each on its own. */
  source(options: Options): Source | readonly Source[];
  /**
   * The raw items of some nodes, aligned with them; undefined leaves one out. Absent: a shallow copy of each
   * node's item. An item whose enrichment failed is left out after `context.incomplete(error)`: half an item would overwrite
   * what the catalog knows.
   */
  items?(nodes: readonly N[], options: Options, context: ReadContext): Promise<(RawItem | undefined)[]>;
}

/** Keeps the types of options and nodes inside a definition, and forgets them outside. */
export const defineKind = <Options, N extends Node<any, any>>(
  kind: KindDefinition<Options, N>,
): KindDefinition => kind as KindDefinition;
