import {
  type AzureDevOps,
  AzureDevOpsError,
  type ListCall,
  type Page,
  type Paging,
} from '../../azure-devops/types.ts';
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
import { isOwnMistake, UserError } from '../../lib/errors.ts';
import type { Resource } from '../../mapping/types.ts';
import { type Branch, resourcesUnder } from '../read/read-plan.ts';
import { rehearse } from './replay.ts';

/** What a credential may read of an organisation, told before the work begins. */
export interface Probed {
  /** To be read with: it has what the probe was answered, so that the probe cost no request. */
  devops: AzureDevOps;
  /** Kinds whose list can be read. */
  readable: string[];
  /** Scopes that the credential lacks, with the kinds that are not read for it. */
  lacking: { scope: string; kinds: string[] }[];
  /** Lists that are refused, so that they need not be asked for once more per project or repository. */
  refused: ReadonlyMap<Branch, UserError>;
  /** Lists of which the probe met a mistake of ours: they are read, and do not count as read in full. */
  mistakes: ReadonlyMap<Branch, Error>;
}

export interface ProbeOptions {
  devops: AzureDevOps;
  /** Position among the run's organisations. */
  index: number;
  scope: ReadScope;
  now: Date;
  signal: AbortSignal;
}

/** A list counts as refused when so many of its parents, far apart, have refused it and none has given it. */
const ROUNDS = 3;
/** Pages of one list that are read for the sake of the lists under it. */
const MOST_PAGES = 3;

/**
 * Asks for the first page of every list that the run will read, under one project (and repository, …) of each. Only
 * where a list was refused, or has not been met because there was nothing to hang under, more are tried.
 */
export async function probe(roots: readonly Branch[], options: ProbeOptions): Promise<Probed> {
  const { devops, signal } = options;
  const { probing, reading } = rehearse(devops);
  const given = new Set<Branch>();
  const refusals = new Map<Branch, AzureDevOpsError>();
  const mistakes = new Map<Branch, Error>();
  const undecided = (branch: Branch): boolean => !given.has(branch) || branch.children.some(undecided);
  const { organisation } = devops;
  const root = { item: { ...organisation }, parent: undefined, ordinal: options.index } as unknown as Node;
  const remembered = new WeakMap<Node, Map<string, Promise<unknown>>>();

  const contextFor = (branch?: Branch, incomplete: ReadContext['incomplete'] = () => {}): ReadContext => ({
    devops: !branch || branch.children.length > 0 ? inPart(probing) : firstAnswerOf(probing),
    scope: options.scope,
    now: options.now,
    signal,
    incomplete,
    note() {},
    chosen() {},
    warn() {},
    once(node, key, read) {
      const memory = remembered.get(node) ?? new Map<string, Promise<unknown>>();
      remembered.set(node, memory);
      const answer = memory.get(key) ?? read();
      memory.set(key, answer);
      answer.catch(() => {});
      return answer as ReturnType<typeof read>;
    },
  });

  const visit = async (branch: Branch, parent: Node, round: number): Promise<void> => {
    let failure: unknown;
    const context = contextFor(branch, (error) => {
      failure ??= error;
    });
    try {
      if (branch.source.applies && !(await branch.source.applies(parent, context))) return;
      const items = await firstPage(branch.source, parent, context);
      if (isRefusal(failure)) throw failure;
      given.add(branch);
      const item = items[Math.floor((round * (items.length - 1)) / (ROUNDS - 1))];
      if (!item) return;
      const node: Node = { item, parent, ordinal: 0 };
      await Promise.all(branch.children.filter(undecided).map((child) => visit(child, node, round)));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Enough) given.add(branch);
      else if (isRefusal(error)) refusals.set(branch, refusals.get(branch) ?? error);
      else if (isOwnMistake(error)) mistakes.set(branch, mistakes.get(branch) ?? error);
      // Any other failure is not the credential's: the read gets the same answer, and tells of it.
    }
  };

  // First, and for itself: what a list that spans the organisation is asked for must be the list's own.
  if (!coversAllProjects(options.scope) && roots.some(({ source }) => source.ofProjects))
    await chooseProjects(root as unknown as OrganisationNode, contextFor()).catch(() => {});
  for (let round = 0; round < ROUNDS; round++)
    await Promise.all(roots.filter(undecided).map((branch) => visit(branch, root, round)));
  // A credential that is good for nothing here is another matter: the read says so.
  const refused = [...refusals].filter(([branch]) => given.size > 0 && !given.has(branch));
  const scopes = [...new Set(refused.map(([branch]) => scopeOf(branch)))];
  return {
    devops: reading,
    readable: kindsOf([...given].flatMap(({ readers }) => readers.flatMap(({ resources }) => resources))),
    lacking: scopes.map((scope) => ({
      scope,
      kinds: kindsOf(
        refused.flatMap(([branch]) => (scopeOf(branch) === scope ? resourcesUnder(branch) : [])),
      ),
    })),
    refused: new Map(
      refused.map(([branch, error]) => [branch, refusal(error, scopeOf(branch), organisation.name)]),
    ),
    mistakes,
  };
}

/** In the mapping's order. */
const kindsOf = (resources: readonly Resource[]): string[] => [
  ...new Set(resources.toSorted((a, b) => a.index - b.index).map(({ kind }) => kind)),
];

/** Enough is known of a list. */
class Enough extends Error {}

async function firstPage(source: Source, parent: Node, context: ReadContext): Promise<readonly RawItem[]> {
  const pages = source.read(parent, context) as AsyncIterable<Page<RawItem | PartialItem>>;
  for await (const { items } of pages)
    return items.map((item) => {
      if (!(item instanceof PartialItem)) return item;
      if (isRefusal(item.error)) throw item.error;
      return item.item;
    });
  return [];
}

/** For a list with nothing under it, whose first page may take many requests: its first answer says all. */
function firstAnswerOf(devops: AzureDevOps): AzureDevOps {
  let answer: Promise<unknown> | undefined;
  const first = async (ask: () => Promise<unknown>): Promise<never> => {
    answer ??= ask();
    await answer;
    throw new Enough();
  };
  return {
    ...devops,
    get: (call) => first(() => devops.get(call)),
    post: (call) => first(() => devops.post(call)),
    bytes: (call) => first(() => devops.bytes(call)),
    async *pages<T>(
      call: ListCall,
      paging: Paging,
      property?: string | readonly string[],
    ): AsyncGenerator<Page<T>> {
      await first(() => devops.pages<T>(call, paging, property)[Symbol.asyncIterator]().next());
    },
  };
}

/** For a list that others hang under: it must come to its first page, but not through all that there is. */
const inPart = (devops: AzureDevOps): AzureDevOps => ({
  ...devops,
  async *pages<T>(call: ListCall, paging: Paging, property?: string | readonly string[]) {
    let count = 0;
    for await (const page of devops.pages<T>(call, paging, property)) {
      if (count++ === MOST_PAGES) throw new Enough();
      yield page;
    }
  },
});

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

/** What the list itself takes, whatever the kinds under it need besides. */
const scopeOf = ({ source, readers }: Branch): string =>
  source.scope ?? readers[0]?.kind.scope.split(';')[0] ?? 'the permission';
