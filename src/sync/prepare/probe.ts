import { type AzureDevOps, AzureDevOpsError, type Page } from '../../azure-devops/types.ts';
import { coversAllProjects, type ReadScope } from '../../kinds/read-scope.ts';
import { chooseProjects } from '../../kinds/sources/projects.ts';
import {
  type Node,
  type OrganisationNode,
  PartialItem,
  type RawItem,
  type ReadContext,
  type Source,
} from '../../kinds/types.ts';
import { createMemo, type Memo } from '../../lib/async/memo.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import { isOwnMistake, UserError } from '../../lib/errors.ts';
import type { Resource } from '../../mapping/types.ts';
import { type ListPlan, resourcesUnder } from '../read/read-plan.ts';
import { Enough, firstAnswerOf, firstPagesOf } from './limited-clients.ts';
import { recordAndReplay } from './record-and-replay.ts';

/** The lists of an organisation that a credential may read, and those that it may not. */
export interface Probed {
  /** The client to read with. It gives the probe's answers again, so that the probe costs no request. */
  replayed: AzureDevOps;
  /** Kinds with a list that can be read. */
  readable: string[];
  /** Scopes that the credential lacks, with the kinds that it cannot read without them. */
  lacking: { scope: string; kinds: string[] }[];
  /** Lists that are refused. The read does not request them for each project or repository again. */
  refused: ReadonlyMap<ListPlan, UserError>;
  /** Lists for which the probe met a defect of this tool. They are read, and do not count as read in full. */
  mistakes: ReadonlyMap<ListPlan, Error>;
}

export interface ProbeOptions {
  devops: AzureDevOps;
  /** Position among the run's organisations. */
  index: number;
  scope: ReadScope;
  now: Date;
  signal: AbortSignal;
}

/** Rounds of probing. A list counts as refused if the parents of all rounds, far apart, refused it. */
const ROUNDS = 3;

/**
 * Requests the first page of every list that the run will read, under one parent of each. More parents are tried only
 * for a list that was refused, or that no item of the first parent led to. Throws nothing but the signal's reason.
 */
export async function probe(roots: readonly ListPlan[], options: ProbeOptions): Promise<Probed> {
  const { recording, replaying } = recordAndReplay(options.devops);
  const answers: Answers = { given: new Set(), refusals: new Map(), mistakes: new Map() };
  const state: ProbeState = { ...options, recording, answers, once: createMemo() };
  const organisation: OrganisationNode = {
    item: { ...options.devops.organisation },
    parent: undefined,
    ordinal: options.index,
    position: options.index,
  };
  // Projects are chosen before the probe, so that a list that spans the organisation is probed by its own requests
  // alone.
  if (!coversAllProjects(options.scope) && roots.some(({ source }) => source.ofProjects))
    await chooseProjects(organisation, contextFor(state)).catch(() => {});
  for (let round = 0; round < ROUNDS; round++)
    await Promise.all(undecided(answers, roots).map((list) => visit(state, list, organisation, round)));
  return { replayed: replaying, ...summaryOf(answers, options.devops.organisation.name) };
}

/** Lists that gave their first page, and lists that were refused. A list can be in both. */
interface Answers {
  given: Set<ListPlan>;
  refusals: Map<ListPlan, AzureDevOpsError>;
  mistakes: Map<ListPlan, Error>;
}

interface ProbeState extends ProbeOptions {
  recording: AzureDevOps;
  answers: Answers;
  once: Memo;
}

/** Lists that gave no page yet, or have such lists under them. */
function undecided({ given }: Answers, lists: readonly ListPlan[]): ListPlan[] {
  const isUndecided = (list: ListPlan): boolean => !given.has(list) || list.children.some(isUndecided);
  return lists.filter(isUndecided);
}

/** Requests the first page of a list under one parent, then of the undecided lists under one of its items. */
async function visit(state: ProbeState, list: ListPlan, parent: Node, round: number): Promise<void> {
  const { answers, signal } = state;
  let failure: unknown;
  const context = contextFor(state, list, (error) => {
    failure ??= error;
  });
  try {
    if (list.source.applies && !(await list.source.applies(parent, context))) return;
    const items = await firstPage(list.source, parent, context);
    if (isRefusal(failure)) throw failure;
    answers.given.add(list);
    const listed = items[Math.floor((round * (items.length - 1)) / (ROUNDS - 1))];
    if (!listed) return;
    const place = { parent, ordinal: 0, position: 0 };
    const node: Node =
      listed instanceof PartialItem
        ? { item: listed.item, ...place, partial: listed }
        : { item: listed, ...place };
    await Promise.all(undecided(answers, list.children).map((child) => visit(state, child, node, round)));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Enough) answers.given.add(list);
    else if (isRefusal(error)) answers.refusals.set(list, answers.refusals.get(list) ?? error);
    else if (isOwnMistake(error)) answers.mistakes.set(list, answers.mistakes.get(list) ?? error);
    // Other failures do not come from the credential. The read gets the same answer and tells of it.
  }
}

const contextFor = (
  { recording, scope, now, signal, once }: ProbeState,
  list?: ListPlan,
  incomplete: ReadContext['incomplete'] = () => {},
): ReadContext => ({
  devops: !list || list.children.length > 0 ? firstPagesOf(recording) : firstAnswerOf(recording),
  scope,
  now,
  signal,
  incomplete,
  note() {},
  chosen() {},
  doubtful() {},
  warn() {},
  once,
});

function summaryOf({ given, refusals, mistakes }: Answers, organisation: string): Omit<Probed, 'replayed'> {
  // A credential that is refused everywhere is told by the read.
  const refused = [...refusals].filter(([list]) => given.size > 0 && !given.has(list));
  const scopes = [...new Set(refused.map(([list]) => scopeOf(list)))];
  /** One cause for all lists of a scope. */
  const lacks = new Map<string, UserError>();
  return {
    readable: kindsOf([...given].flatMap(({ readers }) => readers.flatMap(({ resources }) => resources))),
    lacking: scopes.map((scope) => ({
      scope,
      kinds: kindsOf(refused.flatMap(([list]) => (scopeOf(list) === scope ? resourcesUnder(list) : []))),
    })),
    refused: new Map(
      refused.map(([list, error]) => {
        const scope = scopeOf(list);
        return [list, getOrCreate(lacks, scope, () => refusal(error, scope, organisation))];
      }),
    ),
    mistakes,
  };
}

/** Kinds in the mapping's order. */
const kindsOf = (resources: readonly Resource[]): string[] => [
  ...new Set(resources.toSorted((a, b) => a.index - b.index).map(({ kind }) => kind)),
];

/** Throws what an item is partial for, where that is a refusal. */
async function firstPage(
  source: Source,
  parent: Node,
  context: ReadContext,
): Promise<readonly (RawItem | PartialItem)[]> {
  const pages = source.read(parent, context) as AsyncIterable<Page<RawItem | PartialItem>>;
  for await (const { items } of pages) {
    for (const item of items) if (item instanceof PartialItem && isRefusal(item.error)) throw item.error;
    return items;
  }
  return [];
}

const isRefusal = (error: unknown): error is AzureDevOpsError =>
  error instanceof AzureDevOpsError &&
  !error.lapsed &&
  (error.likelyCause === 'credential' || error.likelyCause === 'permission');

const refusal = ({ status, call }: AzureDevOpsError, scope: string, organisation: string): UserError =>
  new UserError(
    `The credential lacks ${scope} in ${organisation} (${status} on ${call.route}).`,
    'Give the token that scope, or its owner the permission. What was synced before stays as it is.',
    { code: 'PCS2109' },
  );

/** The scope of the list itself. Kinds under it may need others besides. */
const scopeOf = ({ source, readers }: ListPlan): string =>
  source.scope ?? readers[0]?.kind.scope.split(';')[0] ?? 'the permission';
