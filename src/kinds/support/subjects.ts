import { path } from '../../azure-devops/path.ts';
import type { Subject } from '../items.ts';
import type { OrganisationNode, RawItem, ReadContext } from '../types.ts';
import { chunks } from './reading.ts';

const GRAPH = { area: 'graph', apiVersion: '7.1-preview.1' } as const;
/** The service looks up no more in one request. */
const KEYS_PER_LOOKUP = 500;

/** Descriptors of what a subject is a member of (`up`), or of what is a member of it (`down`). */
export async function membershipsOf(
  subject: Subject,
  direction: 'up' | 'down',
  { devops }: ReadContext,
): Promise<string[]> {
  const { value } = await devops.get<{
    value: { containerDescriptor: string; memberDescriptor: string }[];
  }>({
    ...GRAPH,
    path: path`_apis/graph/memberships/${subject.descriptor}`,
    query: { direction },
    what: `the memberships of "${subject.principalName ?? subject.descriptor}"`,
  });
  return value.map((edge) => (direction === 'up' ? edge.containerDescriptor : edge.memberDescriptor));
}

/** Subjects that are kept for the next question: users and groups are members of many. */
const KEPT = 5_000;
type Kept = Map<string, Promise<Subject | undefined>>;

/** The subjects, in the order of the descriptors; those that are gone are left out. */
export async function lookUp(
  descriptors: readonly string[],
  organisation: OrganisationNode,
  context: ReadContext,
): Promise<Subject[]> {
  const kept = await context.once(organisation, 'subjects', async (): Promise<Kept> => new Map());
  const unknown = [...new Set(descriptors)].filter((descriptor) => !kept.has(descriptor));
  for (const keys of chunks(unknown, KEYS_PER_LOOKUP)) {
    const found = ask(keys, context);
    found.catch(() => {});
    for (const key of keys) {
      kept.set(
        key,
        found.then((subjects) => subjects[key] ?? undefined),
      );
    }
  }
  const subjects = Promise.all(descriptors.map((descriptor) => kept.get(descriptor)));
  for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT))) kept.delete(oldest);
  return (await subjects).filter((subject) => subject !== undefined);
}

async function ask(
  keys: readonly string[],
  { devops }: ReadContext,
): Promise<Record<string, Subject | null>> {
  const answer = await devops.post<RawItem>({
    ...GRAPH,
    path: path`_apis/graph/subjectlookup`,
    body: { lookupKeys: keys.map((descriptor) => ({ descriptor })) },
    what: 'users and groups by descriptor',
  });
  // The service wraps the map that its specification promises.
  return (answer.value ?? answer) as Record<string, Subject | null>;
}
