import { malformed } from '../../azure-devops/answers/answers.ts';
import { isTooLarge } from '../../azure-devops/paging/page-size.ts';
import { path } from '../../azure-devops/path.ts';
import { aText, breachOf, isObject, orNone } from '../../azure-devops/shape.ts';
import type { Call, ListCall } from '../../azure-devops/types.ts';
import { chunks } from '../../lib/collections/chunks.ts';
import type { Subject } from '../parents.ts';
import type { OrganisationNode, RawItem, ReadContext } from '../types.ts';
import { collect } from './pages.ts';

const GRAPH = { area: 'graph', apiVersion: '7.1-preview.1' } as const;
/** Subjects in one lookup: the service takes no more. */
const KEYS_PER_LOOKUP = 500;

/** The shape of a user or group of the graph, as far as it is used. */
export const subject = {
  key: { descriptor: aText },
  has: { principalName: orNone(aText) },
};
/**
 * The reason why a list of the users or groups of an organisation has something: its owner, and the groups that it
 * begins with.
 */
export const EVERY_ORGANISATION_HAS_SOME = 'every organisation has some';
const EDGE = { containerDescriptor: aText, memberDescriptor: aText };
type Edge = Record<keyof typeof EDGE, string>;

/** Descriptors of the groups that a subject is a member of (`up`), or of its own members (`down`). */
export async function membershipsOf(
  subject: Subject,
  direction: 'up' | 'down',
  { devops }: ReadContext,
): Promise<string[]> {
  const call: ListCall = {
    ...GRAPH,
    path: path`_apis/graph/memberships/${subject.descriptor}`,
    query: { direction },
    key: EDGE,
    what: `the memberships of "${subject.principalName ?? subject.descriptor}"`,
  };
  const [own, other] =
    direction === 'up'
      ? (['memberDescriptor', 'containerDescriptor'] as const)
      : (['containerDescriptor', 'memberDescriptor'] as const);
  const edges = await collect(devops.pages<Edge>(call, { style: 'single' }));
  const isOfAnother = (edge: Edge) =>
    edge[other] === subject.descriptor || isAnother(edge[own], subject.descriptor);
  if (edges.some(isOfAnother))
    throw malformed({ method: 'GET', call }, 'they are of another subject than the one that was asked for');
  return edges.map((edge) => edge[other]);
}

/** Whether two descriptors are of one sort, and not the same. The service may tell of one subject in two sorts. */
const isAnother = (one: string, other: string): boolean =>
  one !== other && one.split('.', 1)[0] === other.split('.', 1)[0];

/** Subjects kept in memory: users and groups are members of many groups. */
const KEPT = 5_000;

interface Lookups {
  kept: Map<string, Promise<Subject | undefined>>;
  find(descriptor: string): Promise<Subject | undefined>;
}

/** Subjects in the order of their descriptors. Undefined where the service has null or nothing for one. */
export async function lookUp(
  descriptors: readonly string[],
  organisation: OrganisationNode,
  context: ReadContext,
): Promise<(Subject | undefined)[]> {
  const { kept, find } = await context.once(organisation, 'subjects', async () => createLookups(context));
  for (const descriptor of descriptors) {
    if (kept.has(descriptor)) continue;
    const found = find(descriptor);
    found.catch(() => {});
    kept.set(descriptor, found);
  }
  const subjects = Promise.all(descriptors.map((descriptor) => kept.get(descriptor)));
  for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT))) kept.delete(oldest);
  return subjects;
}

interface Wanted {
  descriptor: string;
  resolve(subject: Subject | undefined): void;
  reject(error: unknown): void;
}

/** Lookups in batches: while a request is on its way, further lookups wait and share the next one. */
function createLookups(context: ReadContext): Lookups {
  let waiting: Wanted[] = [];
  let asking = false;
  const answer = async () => {
    if (asking) return;
    asking = true;
    // Lookups of the same moment come in before the first request is made.
    await undefined;
    while (waiting.length > 0) {
      const some = waiting.slice(0, KEYS_PER_LOOKUP);
      waiting = waiting.slice(KEYS_PER_LOOKUP);
      try {
        const found = await inHalves(some, context);
        for (const { descriptor, resolve } of some) resolve(found.get(descriptor));
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
    asking = false;
  };
  return {
    kept: new Map(),
    find: (descriptor) =>
      new Promise((resolve, reject) => {
        waiting.push({ descriptor, resolve, reject });
        answer();
      }),
  };
}

/** The subjects of some lookups, by bisection where the answer for all of them is too large. */
async function inHalves(
  wanted: readonly Wanted[],
  context: ReadContext,
): Promise<Map<string, Subject | undefined>> {
  try {
    return await ask(wanted, context);
  } catch (error) {
    if (!isTooLarge(error) || wanted.length < 2) throw error;
    const found = new Map<string, Subject | undefined>();
    for (const half of chunks(wanted, Math.ceil(wanted.length / 2)))
      for (const [descriptor, one] of await inHalves(half, context)) found.set(descriptor, one);
    return found;
  }
}

async function ask(
  wanted: readonly Pick<Wanted, 'descriptor'>[],
  { devops }: ReadContext,
): Promise<Map<string, Subject | undefined>> {
  const call: Call = {
    ...GRAPH,
    path: path`_apis/graph/subjectlookup`,
    body: { lookupKeys: wanted.map(({ descriptor }) => ({ descriptor })) },
    what: 'users and groups by descriptor',
  };
  const answer = await devops.post<RawItem>(call);
  // The service wraps the map that its specification promises. An empty map is believed in its wrapper only.
  const isWrapped = Object.hasOwn(answer, 'value');
  const found = isWrapped ? answer.value : answer;
  if (!isObject(found) || (!isWrapped && Object.keys(found).length === 0)) {
    throw malformed({ method: 'POST', call }, 'the answer has no subjects');
  }
  const subjects = new Map<string, Subject | undefined>();
  for (const { descriptor } of wanted) {
    const one = Object.hasOwn(found, descriptor) ? found[descriptor] : undefined;
    const breach = one === undefined || one === null ? undefined : breachOfSubject(one);
    if (breach) throw malformed({ method: 'POST', call }, `subject ${descriptor} ${breach}`);
    subjects.set(descriptor, (one as Subject | null) ?? undefined);
  }
  return subjects;
}

const breachOfSubject = (one: unknown): string | undefined => {
  if (!isObject(one)) return 'is no object';
  return breachOf(one, { ...subject.key, ...subject.has });
};
