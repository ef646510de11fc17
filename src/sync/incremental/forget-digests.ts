import { isOwnMistake, messageOf } from '../../lib/errors.ts';
import type { Resource } from '../../mapping/types.ts';
import type { CursorKey, Cursors } from '../../port/cursors.ts';
import { PortError } from '../../port/port-error.ts';
import type { Counters } from '../../report/counters/counters.ts';
import type { Settings } from '../../settings/types.ts';
import type { SyncContext } from '../context.ts';
import type { Covered, ForgetDigests } from '../items/open-items.ts';
import { digestKeys } from './cursor-book.ts';
import { coverOf, cursorsOf, feedsFor, shortResources } from './decide.ts';
import { NO_DIGEST } from './digest.ts';

/**
 * Lets the next increment look anew at lists and items that a digest stands for, where single items of these resources
 * are about to be written. A digest says that they are as they were, and not that the catalog is. Without it a change
 * that an event brought, and that was taken back without one, would stay until the next full sync. Where nobody uses
 * increments this costs a request or two all the same: Port tells in no other way that it keeps no digest.
 */
export const forgetDigests: ForgetDigests = async (settings, context, covered, changed, counters) => {
  const cursors = cursorsOf(settings, context.port);
  try {
    const stale = staleKeys(settings, context, covered, changed);
    await Promise.all(stale.map((key) => change(cursors, key)));
  } catch (error) {
    if (context.stop.signal.aborted) return;
    if (isOwnMistake(error)) return counters.problem('setup', 'cursors', error);
    const told = `What is taken back without an event may stay until the next full sync: a cursor could not be changed (${messageOf(error)}).`;
    context.log.warn(told);
    counters.warn(told);
  }
};

/**
 * Puts none in a digest's place. Where Port refuses to tell cursors as well, none is kept: each increment is a full sync.
 */
async function change(cursors: Cursors, key: CursorKey): Promise<void> {
  try {
    await cursors.change(key, NO_DIGEST);
  } catch (error) {
    if (isRefusal(error) && (await cursors.read(key).then(() => false, isRefusal))) return;
    throw error;
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof PortError && error.likelyCause === 'permission';

/** The keys of the digests that stand for what these resources read. */
function staleKeys(
  settings: Settings,
  { kinds, tool }: Pick<SyncContext, 'kinds' | 'tool'>,
  covered: Covered,
  changed: readonly Resource[],
): CursorKey[] {
  if (changed.length === 0) return [];
  const { mapping } = covered.parsed;
  const short = new Set(shortResources(mapping, kinds).map(({ index }) => index));
  const standing = feedsFor(mapping).filter(
    (feed) => feed.stands && changed.some(({ kind }) => feed.kinds.includes(kind)),
  );
  const keys = digestKeys(coverOf(settings, tool.version, covered));
  return [
    ...(changed.some(({ index }) => short.has(index)) ? [keys.lists] : []),
    ...standing.map(keys.standing),
  ];
}

/** The same, before a run of a part writes. Increments read the mapping without its marks. */
export function forgetDigestsOfPart(
  { scope: { part: _, ...scope }, ...settings }: Settings,
  context: SyncContext,
  { parsed, blueprints }: Covered,
  counters: Counters,
): Promise<void> {
  const { resources } = parsed.mapping;
  const mapping = { ...parsed.mapping, resources: resources.map(({ leftAlone: _, ...one }) => one) };
  const read = resources.filter(({ leftAlone }) => leftAlone === undefined);
  const covered = { parsed: { ...parsed, mapping }, blueprints };
  return forgetDigests({ ...settings, scope }, context, covered, read, counters);
}
