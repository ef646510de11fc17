import { path } from '../../azure-devops/path.ts';
import type { Subject } from '../items.ts';
import type { RawItem, ReadContext } from '../types.ts';
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

/** The subjects by descriptor; those that are gone are missing. */
export async function lookUp(
  descriptors: readonly string[],
  { devops }: ReadContext,
): Promise<Map<string, Subject>> {
  const found = await Promise.all(
    [...chunks(descriptors, KEYS_PER_LOOKUP)].map(async (keys) => {
      const answer = await devops.post<RawItem>({
        ...GRAPH,
        path: path`_apis/graph/subjectlookup`,
        body: { lookupKeys: keys.map((descriptor) => ({ descriptor })) },
        what: 'users and groups by descriptor',
      });
      // The service wraps the map that its specification promises.
      return Object.entries((answer.value ?? answer) as Record<string, Subject | null>);
    }),
  );
  return new Map(found.flat().filter((entry): entry is [string, Subject] => entry[1] !== null));
}
