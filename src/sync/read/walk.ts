import type { AzureDevOps } from '../../azure-devops/types.ts';
import type { ReadScope } from '../../kinds/read-scope.ts';
import type { ChosenProjects } from '../../kinds/sources/projects.ts';
import type { DoubtfulList, Node, PartialItem, RawItem, ReadContext } from '../../kinds/types.ts';
import { createSemaphore, type Semaphore } from '../../lib/async/concurrency.ts';
import { createMemo } from '../../lib/async/memo.ts';
import type { Resource } from '../../mapping/types.ts';
import type { UnreadPart } from '../../report/unread.ts';
import { type Consumer, createByteBudget } from './byte-budget.ts';
import { type Choices, createChoices } from './choices.ts';
import { type Completion, createCompletion } from './completion.ts';
import { createGoneMeanwhile, type GoneMeanwhile } from './gone-meanwhile.ts';
import { createPageGuess, type PageGuess } from './page-guess.ts';
import { type ItemReader, type ListPlan, resourcesUnder } from './read-plan.ts';

/** Events of a walk through the lists of an organisation. */
export interface ReadEvents {
  /** Items of one batch for one resource, in order, each with the id of its project. Resolves when more may come. */
  deliver(
    resource: Resource,
    items: RawItem[],
    ordinals: number[],
    projects: readonly (string | undefined)[],
  ): Promise<void>;
  /** Items of which a part could not be read. `parts` says where each of them hangs. */
  deliverPartial(
    resource: Resource,
    items: readonly PartialItem[],
    parts: readonly UnreadPart[],
  ): Promise<void>;
  /** The resources were not read in full: a part is missing, or, without `part`, anything may be missing. */
  incomplete(resources: readonly Resource[], error: unknown, part?: UnreadPart): void;
  /**
   * Something of an item was not found, and the item is in its list no more. Nothing is proven of what it had. Where this
   * is absent, that is a failure as any other.
   */
  gone?(resources: readonly Resource[], part: UnreadPart): void;
  /** A complete and empty answer with its reason. */
  note(reason: string, kinds: readonly string[]): void;
  warn(message: string): void;
  /** All items of a list were delivered. Lists under it may be at work. Called once for each list. */
  listCompleted(list: ListPlan): void;
  /** Some of the organisation's projects were chosen. Not called where all of them are read. */
  chosen?(projects: ChosenProjects): void;
  /** Tells that the resources were read from a list that may lack what exists. `part`: that list under its parent. */
  doubtful?(resources: readonly Resource[], list: DoubtfulList, part: UnreadPart): void;
  /** Items that were chosen and that a list does not have. */
  absent?(list: ListPlan, nodes: readonly Node[]): void;
  /** Takes what is known of such items, for one resource. `parts` says where each would hang. */
  deliverAbsent?(resource: Resource, items: readonly PartialItem[], nodes: readonly Node[]): Promise<void>;
  /** A list was read to its end under a parent. `items`: how many there were. */
  listRead?(list: ListPlan, parent: Node, items: number): void;
  /** Nodes of a list, before their batch is handled. */
  seen?(sourceKey: string, nodes: readonly Node[]): void;
}

/** A part of the lists that is read, and no more. */
export interface Wanted {
  list(list: ListPlan, parent: Node): boolean;
  /** Whether an item of a list that is read is to be mapped. */
  item(reader: ItemReader, list: ListPlan, node: Node): boolean;
}

export interface ReadOptions {
  devops: AzureDevOps;
  /** Lists that the credential may not read. They are incomplete with this reason and cause no request. */
  refused?: ReadonlyMap<ListPlan, Error>;
  /** Position among the run's organisations. */
  index: number;
  scope: ReadScope;
  now: Date;
  signal: AbortSignal;
  /** Parents under which one list is read at the same time. */
  parallel: number;
  /** Unless given, all is read. */
  wanted?: Wanted;
}

/** State of a walk. */
export interface Walk {
  options: ReadOptions;
  events: ReadEvents;
  completion: Completion;
  choices: Choices;
  goneMeanwhile: GoneMeanwhile;
  stateOf(list: ListPlan): ListState;
  contextFor(resources: readonly Resource[], kinds: readonly string[], part?: UnreadPart): ReadContext;
  /** Marks resources as incomplete. Throws the signal's reason when the run was stopped. */
  failed(resources: readonly Resource[], error: unknown, part?: UnreadPart): void;
}

/** State of one list, under all its parents. */
export interface ListState {
  resources: Resource[];
  kinds: string[];
  budget: Consumer;
  /** Bounds the parents under which the list is read at the same time. */
  parents: Semaphore;
  /** Bytes that its next page is taken to have. */
  guess: PageGuess;
}

/** Bytes of pages that are requested or handled: of all lists together, and of each list in any case. */
const PAGES_IN_MEMORY = { capacity: 6 * 2 ** 20, own: 2 ** 16 };
export function createWalk(roots: readonly ListPlan[], options: ReadOptions, events: ReadEvents): Walk {
  const { devops, scope, now, signal } = options;
  const budget = createByteBudget(PAGES_IN_MEMORY);
  const once = createMemo();
  const states = new Map<ListPlan, ListState>();
  const failed: Walk['failed'] = (resources, error, part) => {
    signal.throwIfAborted();
    events.incomplete(resources, error, part);
  };
  return {
    options,
    events,
    completion: createCompletion(roots, events.listCompleted),
    choices: createChoices(scope.items, devops.organisation.name),
    goneMeanwhile: createGoneMeanwhile(options),
    failed,
    contextFor: (resources, kinds, part) => ({
      devops,
      scope,
      now,
      signal,
      incomplete: (error) => failed(resources, error, part),
      note: (reason) => events.note(reason, kinds),
      chosen: (projects) => events.chosen?.(projects),
      doubtful(list) {
        const parents = part?.parents ?? [];
        events.doubtful?.(resources, list, { parents: list.of ? [list.of, ...parents] : parents });
      },
      warn: events.warn,
      once,
    }),
    stateOf(list) {
      const known = states.get(list);
      if (known) return known;
      const resources = resourcesUnder(list);
      const made = {
        resources,
        kinds: [...new Set(resources.map((r) => r.kind))],
        budget: budget.consumer(),
        parents: createSemaphore(options.parallel),
        guess: createPageGuess(),
      };
      states.set(list, made);
      return made;
    },
  };
}
