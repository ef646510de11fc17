import type { ZodMiniType } from 'zod/mini';
import type { Scope } from '../azure-devops/scopes.ts';
import type { AzureDevOps, Page } from '../azure-devops/types.ts';
import type { ChosenItem } from './item-selection.ts';
import type { ChosenProjects, ReadScope } from './read-scope.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
/** An item as the REST API sends it, plus the `__` fields of its kind, such as `__project`. */
export type RawItem = Record<string, unknown>;

/**
 * An item's place in the source tree. `ordinal` orders all items of one source as the lists stand, in whatever order
 * they arrive. Where two items make the same entity, the later one wins, in every run.
 */
export interface Node<Item = RawItem, Parent extends Node | undefined = Node<any, any> | undefined> {
  readonly item: Item;
  readonly parent: Parent;
  readonly ordinal: number;
  /** The item's place in its list, from 0. */
  readonly position: number;
  /** Set where its list named it and the rest could not be read. `item` has what is known. */
  readonly partial?: PartialItem;
  /** Set where it was chosen and its list does not have it. `item` has what identifies it. */
  readonly absent?: AbsentItem;
}

/**
 * An item that its list named, and whose rest could not be read. It exists: its entity stays in the catalog as it is,
 * neither written nor deleted.
 */
export class PartialItem<Item = RawItem> {
  /** The known members. */
  readonly item: Item;
  /** The reason. Undefined where the service itself answers null for the item, as the route documents. */
  readonly error: unknown;
  /** Members of `item` that are known in part only. */
  readonly open: readonly string[];

  constructor(item: Item, error?: unknown, open: readonly string[] = []) {
    this.item = item;
    this.error = error;
    this.open = open;
  }
}

/**
 * An item that a run over single items was to read, and that its list does not have. `deleted`: the service says that it
 * is gone. `not selected`: the service has it, and what the user selects leaves it out. `unknown`: neither is known.
 */
export class AbsentItem<Item = RawItem> {
  /** The members that identify it. */
  readonly item: Item;
  readonly why: 'deleted' | 'not selected' | 'unknown';

  constructor(item: Item, why: AbsentItem['why']) {
    this.item = item;
    this.why = why;
  }
}

/** The root of the tree. Its item says which organisation it is. */
export type OrganisationNode = Node<{ url: string; name: string }, undefined>;

/**
 * A list that may lack what exists, though it was read to its end: the share of a wider list that a project or repository
 * has, or a list by offsets.
 */
export interface DoubtfulList {
  /** The one item of the list, by the list's name and its id, that it is about, and all under it. Unless given: all. */
  readonly of?: { readonly list: string; readonly id: string };
  /** A sentence for the log, told if it is not whole. */
  readonly what: string;
  /** Asks the service. Throws the error of that list. Without it the list proves nothing, however often it is read. */
  isWhole?(): Promise<boolean>;
}

/** The context of a kind's reads, which the run gives. */
export interface ReadContext {
  readonly devops: AzureDevOps;
  /** The scope of the run. */
  readonly scope: ReadScope;
  /** The run's start: windows are counted from it. */
  readonly now: Date;
  /** Aborted when the run is. For loops of a kind's own. */
  readonly signal: AbortSignal;
  /**
   * Tells that a part of the list could not be read. The read goes on, and ends as incomplete with this reason. A read
   * that throws gives up the whole list.
   */
  incomplete(error: unknown): void;
  /** Tells of an answer that means "there are none here", such as `Advanced Security is off`. Counted by reason. */
  note(reason: string): void;
  /** Tells the run what became of the list of projects. */
  chosen(projects: ChosenProjects): void;
  /**
   * Tells of a list that may lack what exists: it was in the place of the parent's own, or may have changed while it was
   * read. The run asks before it deletes.
   */
  doubtful(list: DoubtfulList): void;
  /** Warns the user, once per run and text: a list was cut at the service's limit. */
  warn(message: string): void;
  /**
   * A memo by node and key: what two kinds need of one item is requested once. It keeps failures too, and goes with the
   * node.
   */
  once<T>(node: Node<any, any>, key: string, read: () => Promise<T>): Promise<T>;
}

/**
 * A list of the source tree. It is read once per parent and run: kinds and child sources that name the same `key` share
 * it.
 *
 * @example
 * const teams: Source<Team, ProjectNode> = {
 *   key: 'project teams',
 *   under: projects,
 *   read: (project, { devops }) =>
 *     devops.pages<Team>(
 *       { path: path`_apis/projects/${project.item.id}/teams`, key: { id: aText }, what: 'the teams' },
 *       { style: 'skip', size: 500 },
 *     ),
 * };
 */
export interface Source<Item = any, Parent extends Node<any, any> = any> {
  /** The source's name, with the options that change what is read: `builds{"minTimeInDays":7}`. */
  readonly key: string;
  /** The list that it hangs under. Undefined: the organisation. */
  readonly under: Source | undefined;
  /** The token scope that the list takes. Absent where it is that of the kind. */
  readonly scope?: Scope;
  /** The list in words, where an Azure DevOps Server lacks it: it is complete and empty there. */
  readonly servicesOnly?: string;
  /** Set for a list of the organisation whose items are of projects: the run's scope of projects holds for it. */
  readonly ofProjects?: true;
  /** Whether a parent has such a list. A disabled repository has no branches: that is no incomplete read. */
  applies?(parent: Parent, context: ReadContext): boolean | Promise<boolean>;
  /** The parent's word on what to ask for, beside its id: a branch. */
  askedBy?(parent: Parent): string | undefined;
  /** Whether an item, which its list has, shows nothing of what is below it: a disabled repository. */
  showsNothing?(item: Item): boolean;
  /** The place of its first item, where a kind has several lists under one parent. Unless given: 0. */
  readonly position?: number;
  /**
   * Pages in the list's own order. A throw ends the read as incomplete. An AbsentItem may come only where the list hangs
   * under chosen items.
   */
  read(parent: Parent, context: ReadContext): AsyncIterable<Page<Item | PartialItem<Item> | AbsentItem>>;
  /**
   * The name by which single items are chosen, where that is not the key without options. Several lists may share one.
   */
  readonly name?: string;
  /**
   * Ids of the items that one of this list stands for, where the list of the same name below it reads several by their
   * ids. Unless given, it stands for itself.
   */
  standsFor?(item: Item): readonly (string | number)[];
  /** The members by which its items can be chosen. Unless given: `id`, the member of that name or `descriptor`. */
  readonly ids?: Readonly<Record<string, (item: Item) => unknown>>;
  /**
   * Chosen items and no others, each as `read` gives it and by the same options. An AbsentItem stands for each that the
   * list does not have, and undefined for others where places count. Undefined, or no such function: the list is read in
   * full, and others are left out.
   */
  readChosen?(
    parent: Parent,
    chosen: readonly ChosenItem[],
    context: ReadContext,
  ): AsyncIterable<Page<Item | PartialItem<Item> | AbsentItem | undefined>> | undefined;
}

export interface KindDefinition<Options = any, N extends Node<any, any> = any> {
  readonly name: string;
  /** An item, explained in a sentence for docs. */
  readonly summary: string;
  /** The token scope, as Azure DevOps names it in its dialog: `Code (read)`. */
  readonly scope: Scope;
  /** Set where an Azure DevOps Server does not have it. */
  readonly servicesOnly?: boolean;
  /** The selector's options beyond `query` and `exportEnvVariables`: zod/mini types, each with its default. */
  readonly options: Record<string, ZodMiniType>;
  /** A warning of such options, if there is one: `<option>: what`. */
  warning?(options: Options): string | undefined;
  /**
   * Texts for docs: the requests that it costs, the fields that it adds, the scope that an option needs (`with … also
   * …`).
   */
  readonly docs: {
    scope?: string;
    requests: string;
    fields: Record<string, string>;
    options?: Record<string, string>;
  };
  /**
   * The parents under which an item stays for good, by the name of their list: paths in the raw item that hold the
   * parent's id. Absent: nothing is known. See *Attribution* in docs/development/decisions.md.
   */
  readonly under?: Readonly<Record<string, readonly string[]>>;
  /**
   * Whether the service may leave out of an item what `under` names, by the options: what is made of it does not show its
   * parent then.
   */
  readonly mayNotTell?: boolean | ((options: Options) => boolean);
  /**
   * Set where items move to another parent and keep their identity: `under` says where an item is, not where it stays.
   */
  readonly moves?: boolean;
  /** The member of the raw item that is its id in its list, for good. */
  readonly id?: string;
  /** All paths in the raw item that hold its id in its list, where that is not `id` alone. */
  readonly ids?: readonly string[];
  /** Set where no other item of the organisation has the same id. */
  readonly isUnique?: true;
  /**
   * Lists of `under` in which an item has one parent only: an iteration has one project and many teams. Its `id` is a
   * GUID then, which no other item has.
   */
  readonly onlyUnder?: readonly string[];
  /**
   * Whether an incremental run reads its list in full, as that takes a request or two for each project: always, or by
   * its options. Absent: it reads what a change feed tells, or nothing until the next full sync.
   */
  readonly isShort?: boolean | ((options: Options) => boolean);
  /** The list of the kind's items, by its options. Or several lists, each of which may be shared by itself. */
  source(options: Options): Source | readonly Source[];
  /**
   * The raw items of some nodes, aligned with them. Undefined leaves an item out, as if its list had not named it. An
   * item that could not be read in full is a PartialItem. Absent: a shallow copy of each node's item.
   */
  items?(
    nodes: readonly N[],
    options: Options,
    context: ReadContext,
  ): Promise<(RawItem | PartialItem | undefined)[]>;
}

/** Checks a definition with its own types of options and nodes, and gives it without them. */
export const defineKind = <Options, N extends Node<any, any>>(
  kind: KindDefinition<Options, N>,
): KindDefinition => kind;
