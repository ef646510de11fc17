import type { ZodMiniType } from 'zod/mini';
import type { Scope } from '../azure-devops/scopes.ts';
import type { AzureDevOps, Page } from '../azure-devops/types.ts';
import type { ChosenItem } from './item-selection.ts';
import type { ChosenProjects, ReadScope } from './read-scope.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
/** An item as the REST API sends it, plus the `__` fields of its kind, such as `__project`. */
export type RawItem = Record<string, unknown>;

/**
 * An item's place in the source tree. `ordinal` orders all items of one source as the lists stand, whatever
 * order they arrive in: where two items make the same entity, the later one wins, in every run.
 */
export interface Node<Item = RawItem, Parent extends Node | undefined = Node<any, any> | undefined> {
  readonly item: Item;
  readonly parent: Parent;
  readonly ordinal: number;
  /** Where it stands in its list, from 0. */
  readonly position: number;
  /** Set where its list named it and more of it could not be read: `item` has what is known. */
  readonly partial?: PartialItem;
  /** Set where it was chosen and its list does not have it: `item` has what identifies it. */
  readonly absent?: AbsentItem;
}

/**
 * An item that its list named, and of which more could not be read. It exists: the entity that it is stays in the
 * catalog as it is, neither written nor deleted.
 */
export class PartialItem<Item = RawItem> {
  /** What is known. A member that is not there is not known. */
  readonly item: Item;
  /** Why there is no more. Undefined where the service itself answers null for the item, as the route documents. */
  readonly error: unknown;
  /** Members of `item` that are known in part only themselves. */
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
  /** What identifies it. */
  readonly item: Item;
  readonly why: 'deleted' | 'not selected' | 'unknown';

  constructor(item: Item, why: AbsentItem['why']) {
    this.item = item;
    this.why = why;
  }
}

/** The root of the tree. Its item says which organisation it is. */
export type OrganisationNode = Node<{ url: string; name: string }, undefined>;

/** What a project has of a list for all, or a repository of one for its project. */
export interface SharedOut {
  /** Says what is wrong if it is not whole. */
  readonly what: string;
  /** Whether the project or repository itself lists nothing beyond it. Throws what its own list fails with. */
  isWhole(): Promise<boolean>;
}

/** The part of a run that kinds read with. */
export interface ReadContext {
  readonly devops: AzureDevOps;
  /** What the run covers. */
  readonly scope: ReadScope;
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
  /** The list of projects was read, and some were chosen of it. */
  chosen(projects: ChosenProjects): void;
  /** Items were taken out of a wider list, in the place of those that the parent lists itself. Asked before a deletion. */
  sharedOut(list: SharedOut): void;
  /** Something the user should know, once per run and text: a list cut at the service's limit. */
  warn(message: string): void;
  /**
   * A memo per node and key: what two kinds need of one item is requested once. It keeps a failure too. It is dropped
   * with the node.
   */
  once<T>(node: Node<any, any>, key: string, read: () => Promise<T>): Promise<T>;
}

/**
 * A list of the source tree. It is read once per parent and run, whatever is mapped on it: kinds and child
 * sources that name the same `key` share it.
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
  /** The name, plus the reading options if it takes any: `builds{"minTimeInDays":7}`. */
  readonly key: string;
  /** Undefined: it hangs under the organisation. */
  readonly under: Source | undefined;
  /** Token scope that the list itself takes; absent where it is that of the kind whose items it gives. */
  readonly scope?: Scope;
  /** An Azure DevOps Server has no such list: complete and empty there. The words for what it lacks. */
  readonly servicesOnly?: string;
  /** A list of the organisation whose items belong to projects, all or some: what the run covers of these holds for it. */
  readonly ofProjects?: true;
  /** False: this parent has no such list (a disabled repository has no branches). Not counted as incomplete. */
  applies?(parent: Parent, context: ReadContext): boolean | Promise<boolean>;
  /**
   * Where its items stand among those of a kind's other lists under the same parent: at 0 and after it unless given.
   */
  readonly position?: number;
  /**
   * Pages in the list's own order. A throw ends the read as incomplete. An AbsentItem only of what was chosen above.
   */
  read(parent: Parent, context: ReadContext): AsyncIterable<Page<Item | PartialItem<Item> | AbsentItem>>;
  /** What single items are chosen by it as, where that is not its key without options: several may share a name. */
  readonly name?: string;
  /** What its items may be chosen by. Unless given: `id`, which is their member of that name, or `descriptor`. */
  readonly ids?: Readonly<Record<string, (item: Item) => unknown>>;
  /**
   * Items that were chosen and nothing else, each as `read` gives it, by the options that hold there; an AbsentItem for
   * each that it does not have, and undefined in the place of others where their place counts. Gives nothing where all
   * has to be read to know. Absent: it always has to, and the rest is left out.
   */
  readChosen?(
    parent: Parent,
    chosen: readonly ChosenItem[],
    context: ReadContext,
  ): AsyncIterable<Page<Item | PartialItem<Item> | AbsentItem | undefined>> | undefined;
}

export interface KindDefinition<Options = any, N extends Node<any, any> = any> {
  readonly name: string;
  /** One sentence for docs: what an item is. */
  readonly summary: string;
  /** Token scope as Azure DevOps names it in the token dialog, e.g. `Code (read)`. */
  readonly scope: Scope;
  /** Only on Azure DevOps Services: a Server does not have it. */
  readonly servicesOnly?: boolean;
  /** The selector's options beyond `query` and `exportEnvVariables`: zod/mini types, each with its default. */
  readonly options: Record<string, ZodMiniType>;
  /** What the user should know of such options, `<option>: what`, if anything. */
  warning?(options: Options): string | undefined;
  /** For docs: the requests it costs, the fields it adds, and the scope that an option needs (`with … also …`). */
  readonly docs: {
    scope?: string;
    requests: string;
    fields: Record<string, string>;
    options?: Record<string, string>;
  };
  /**
   * Under which parents an item stays for good, by the name of the parents' list: paths in the raw item that hold the
   * parent's id. Absent: nothing is known of it. See *Attribution* in docs/development/decisions.md.
   */
  readonly under?: Readonly<Record<string, readonly string[]>>;
  /** Items move to another parent, and keep their identity: `under` tells where one is, not where it stays. */
  readonly moves?: boolean;
  /** The member of the raw item that is its id for good, by which its list names it. */
  readonly id?: string;
  /** All paths in the raw item that hold what its list names it by, where that is not `id` alone. */
  readonly ids?: readonly string[];
  /** No other item of the organisation has the same id. */
  readonly isUnique?: true;
  /**
   * Lists of `under` by which an item has one parent only. Its `id` is a GUID then, which no other item has: an
   * iteration has one project and many teams.
   */
  readonly onlyUnder?: readonly string[];
  /**
   * An incremental run reads its list in full, as that takes a request or two for each project: always, or by its
   * options. Absent: what a change feed tells of it, or nothing until the next full sync.
   */
  readonly isShort?: boolean | ((options: Options) => boolean);
  /** The list that the kind's items come from, given its options; or several that are shared each on its own. */
  source(options: Options): Source | readonly Source[];
  /**
   * The raw items of some nodes, aligned with them; undefined leaves one out, which is as if its list had not named
   * it. Absent: a shallow copy of each node's item. One of which more could not be read is a PartialItem.
   */
  items?(
    nodes: readonly N[],
    options: Options,
    context: ReadContext,
  ): Promise<(RawItem | PartialItem | undefined)[]>;
}

/** Keeps the types of options and nodes inside a definition, and forgets them outside. */
export const defineKind = <Options, N extends Node<any, any>>(
  kind: KindDefinition<Options, N>,
): KindDefinition => kind;
