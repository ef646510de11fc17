import { AzureDevOpsError, type ListEnd, type Page } from '../../azure-devops/types.ts';
import type { OrganisationNode, RawItem, ReadContext } from '../types.ts';
import type { WideList } from './wide-list.ts';

/** Whether the credential is refused, as a whole or for lack of a scope: no list of the same area can be read then. */
export const isCredentialRefusal = (error: unknown): boolean =>
  error instanceof AzureDevOpsError && error.likelyCause === 'credential';

/** A list, as far as its pages are held in memory. */
export interface HeldPages<T> {
  readonly pages: Page<T>[];
  /** The pages that follow, or the list's error. Undefined where `pages` is the whole list. Can be read once. */
  readonly rest: AsyncIterable<Page<T>> | undefined;
  /** The list's error, where it is why `pages` is not the whole list. */
  readonly failure?: unknown;
  /** The question whether the list was whole, once it has been read to its end. */
  end(): ListEnd | undefined;
}

/** Bytes of a wide list that are held in memory until each project has taken its share. */
const MOST_BYTES = 4 * 2 ** 20;

/** The wide list, read once for all callers. */
export const heldPages = <T extends RawItem>(
  { key, ofAll }: Pick<WideList<T>, 'key' | 'ofAll'>,
  organisation: OrganisationNode,
  context: ReadContext,
): Promise<HeldPages<T>> => context.once(organisation, key, () => held((ended) => ofAll(context, ended)));

/** A list whose pages are held as far as they are few. */
export async function held<T>(
  read: (ended: (end: ListEnd) => void) => AsyncIterable<Page<T>>,
): Promise<HeldPages<T>> {
  let end: ListEnd | undefined;
  const first = await hold(read((found) => (end = found))[Symbol.asyncIterator]());
  return { ...first, end: () => end };
}

async function hold<T>(list: AsyncIterator<Page<T>>): Promise<Omit<HeldPages<T>, 'end'>> {
  const pages: Page<T>[] = [];
  let bytes = 0;
  try {
    while (bytes <= MOST_BYTES) {
      const { done, value } = await list.next();
      if (done) return { pages, rest: undefined };
      pages.push(value);
      bytes += value.bytes;
    }
    return { pages, rest: following(list) };
  } catch (error) {
    // A refused credential would be refused for each project too.
    if (isCredentialRefusal(error)) throw error;
    const rest = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) };
    return { pages, rest, failure: error };
  }
}

async function* following<T>(list: AsyncIterator<Page<T>>): AsyncGenerator<Page<T>> {
  for (;;) {
    const { done, value } = await list.next();
    if (done) return;
    yield value;
  }
}
