import { messageOf } from '../../lib/errors.ts';
import type { Settings } from '../../settings/types.ts';
import type { SyncContext } from '../context.ts';
import type { Covered, ForgetDigests } from '../items/open-items.ts';
import { digestKeys } from './cursor-book.ts';
import { coverOf, cursorsOf, feedsFor, shortResources } from './decide.ts';
import { NO_DIGEST } from './digest.ts';

/**
 * Lets the next increment look anew at lists and items that a digest stands for, where single items of these resources
 * are about to be written. A digest says that they are as they were, and not that the catalog is. Without it a change
 * that an event brought, and that was taken back without one, would stay until the next full sync.
 */
export const forgetDigests: ForgetDigests = async (settings, context, { parsed, blueprints }, changed) => {
  if (changed.length === 0) return;
  const { mapping } = parsed;
  const short = new Set(shortResources(mapping, context.kinds).map(({ index }) => index));
  const standing = feedsFor(mapping).filter(
    ({ stands, kinds }) => stands && changed.some(({ kind }) => kinds.includes(kind)),
  );
  const keys = digestKeys(coverOf(settings, context.tool.version, { parsed, blueprints }));
  const stale = [
    ...(changed.some(({ index }) => short.has(index)) ? [keys.lists] : []),
    ...standing.map(keys.standing),
  ];
  const cursors = cursorsOf(settings, context.port);
  try {
    await Promise.all(stale.map((key) => cursors.change(key, NO_DIGEST)));
  } catch (error) {
    // The next full sync looks at everything.
    context.log.debug(`A digest could not be forgotten: ${messageOf(error)}`);
  }
};

/** The same, before a run of a part writes. Increments read the mapping without its marks. */
export function forgetDigestsOfPart(
  { scope: { part: _, ...scope }, ...settings }: Settings,
  context: SyncContext,
  { parsed, blueprints }: Covered,
): Promise<void> {
  const { resources } = parsed.mapping;
  const mapping = { ...parsed.mapping, resources: resources.map(({ leftAlone: _, ...one }) => one) };
  const read = resources.filter(({ leftAlone }) => leftAlone === undefined);
  return forgetDigests({ ...settings, scope }, context, { parsed: { ...parsed, mapping }, blueprints }, read);
}
