import { type ItemPath, selectItems } from '../../kinds/item-selection.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Compiled } from '../../mapping/compile.ts';
import type { Mapper, Resource } from '../../mapping/types.ts';
import type { Blueprint } from '../../port/types.ts';
import type { Change } from '../../report/change.ts';
import { createProblemList } from '../../report/problems/problem-list.ts';
import type { ProblemGroup } from '../../report/report.ts';
import { waitingWords } from '../../report/words/run-words.ts';
import type { Settings } from '../../settings/types.ts';
import { planItemTargets } from '../catalog/mapping-target.ts';
import type { SyncContext } from '../context.ts';
import type { ItemsOutcome } from '../items/items-outcome.ts';
import { createOwnedCount } from '../items/owned-count.ts';
import { runChosen } from '../items/run-items.ts';
import { createWrittenHere } from '../items/written-here.ts';
import { nothingRead } from '../record/nothing-read.ts';
import type { IncrementRecord } from '../record/record-increment.ts';
import type { Recorder } from '../record/recorder.ts';
import { createTellChange } from '../record/tell-change.ts';
import { OVERLAP_MS } from './cursor-book.ts';
import { type Decision, shortResources } from './decide.ts';
import { createDigest, NO_DIGEST } from './digest.ts';
import { discover, type Found, type FoundOfFeed } from './discover.ts';

export interface IncrementOptions {
  settings: Settings;
  context: SyncContext;
  recorder: Recorder;
  compiled: Compiled;
  mapper: Mapper;
  blueprints: readonly Blueprint[];
  decision: Extract<Decision, { full: undefined }>;
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  /** Syncs these resources alone, by the rules of a full sync of a part. */
  syncLists(resources: readonly Resource[], blueprints: readonly Blueprint[]): Promise<void>;
}

/** The outcome of an increment. */
export interface Increment {
  /** The reason for a full sync after all. Nothing was written then. */
  full?: string;
  /** The digest of what is in sight. Undefined where it was not read. */
  sight: Date | undefined;
}

/**
 * Reads the changes since the cursors, writes what differs, deletes what is proven to be gone, and moves the cursors.
 * Throws UserError if nothing could be read.
 */
export async function runIncrement(options: IncrementOptions): Promise<Increment> {
  const { context, recorder, decision, step } = options;
  const { book } = decision;
  const { sight, found, problems } = await step('Read what changed', () => readChanges(options));
  if (!found) return { full: MOVED, sight };
  const time = beganAt(context, recorder);
  const record: IncrementRecord = { problems, changes: [] };
  if (found.failures.length > 0 && !found.isAnyRead) {
    recorder.useIncrement(record);
    throw nothingRead(problems);
  }
  const { resources, isWhole } = found.lists;
  const listsAreNew =
    isWhole && resources.length > 0 && found.lists.digest.getTime() !== book.lists?.getTime();
  const isNew = ({ feed, isWhole, digest }: FoundOfFeed) =>
    !isWhole || digest.time.getTime() !== book.standing(feed)?.getTime();
  const news = new Set(found.feeds.filter(isNew));
  const notKept = await forgetDigests(options, listsAreNew, news);
  if (notKept !== undefined) return { full: `a cursor could not be kept (${notKept})`, sight };
  recorder.useIncrement(record);
  if (listsAreNew) await options.syncLists(resources, options.blueprints);
  const paths = found.feeds.flatMap((one) => (news.has(one) ? [...one.paths, ...one.standing] : one.paths));
  const outcome = await step('Read, map and write', () => runPaths(options, paths, record.changes));
  if (outcome) record.items = outcome;
  for (const group of outcome?.waiting ?? []) context.log.info(waitingWords(group));
  const listsAreSettled = isWhole && recorder.heldForNow() === 0 && recorder.isSettled(resources);
  await keep(options, found, outcome, { time, listsAreSettled });
  return { sight };
}

/**
 * The digest to keep of what a run has looked at. A first look is kept as one, so that the next run looks again: what is
 * found is read once more for what it is, and a server that is behind may then have told how it was before.
 */
function looked(digest: Date, before: Date | undefined): Date {
  const first = createDigest(`a first look at ${digest.getTime()}`).time;
  return [digest, first].some((known) => known.getTime() === before?.getTime()) ? digest : first;
}

/**
 * Forgets the digests of what is about to be written, as it is not as it was. If the run ends early and what it wrote is
 * taken back before the next one, a digest that was left would say that the catalog has it so. Gives the reason where
 * one could not be forgotten.
 */
async function forgetDigests(
  { context, decision: { book } }: IncrementOptions,
  listsAreNew: boolean,
  feeds: ReadonlySet<FoundOfFeed>,
): Promise<string | undefined> {
  const stale = [...feeds].filter(({ feed }) => feed.stands && book.standing(feed));
  try {
    await Promise.all([
      ...(listsAreNew && book.lists ? [book.keepLists(NO_DIGEST)] : []),
      ...stale.map(({ feed }) => book.keepStanding(feed, NO_DIGEST)),
    ]);
    return undefined;
  } catch (error) {
    context.stop.signal.throwIfAborted();
    return messageOf(error);
  }
}

type ReadChanges =
  | { sight: Date | undefined; found: Found; problems: ProblemGroup[] }
  | { sight: Date; found?: undefined; problems?: undefined };

/** Reads and tells what changed. Nothing is found where something else is in sight than before. */
async function readChanges(options: IncrementOptions): Promise<ReadChanges> {
  const { settings, context, compiled, mapper, decision } = options;
  const { book, feeds, lastFull } = decision;
  const { mapping } = compiled.parsed;
  const found = await discover({
    context,
    scope: settings.scope,
    mapping,
    mapper,
    feeds,
    short: shortResources(mapping, context.kinds),
    limits: settings,
    lastFull,
    since: (feed) => book.since(feed) as Date,
    now: new Date(context.clock.now()),
    parallel: settings.maxConcurrency,
    signal: context.stop.signal,
  });
  const { sight } = found;
  // Each full sync keeps it: where Port does not tell it, nothing says that it is as it was.
  if (sight && sight.getTime() !== book.sight?.getTime()) return { sight };
  return { sight, found, problems: tell(options, found) };
}

const MOVED = 'other projects are read, or other repositories are disabled, than in the last run';

/**
 * The time from which on the next run has to read: the run's beginning by the clock that shows the earliest time, of the
 * organisations that answered and the run itself. A cursor that is too early costs a second look, and one that is too
 * late loses a change.
 */
export function beganAt({ organisations }: Pick<SyncContext, 'organisations'>, { report }: Recorder): Date {
  const times = organisations.map(
    ({ devops }) => devops.firstAnswer()?.getTime() ?? Number.POSITIVE_INFINITY,
  );
  return new Date(Math.min(Date.parse(report.run.startedAt), ...times));
}

async function runPaths(
  { settings, compiled, mapper, blueprints, recorder, ...options }: IncrementOptions,
  paths: readonly ItemPath[],
  changes: Change[],
): Promise<ItemsOutcome | undefined> {
  if (paths.length === 0) return undefined;
  const tell = createTellChange({ recorder, blueprints: () => blueprints, change: options.context.change });
  const context: SyncContext = {
    ...options.context,
    change(made: Change, again?: boolean) {
      if (made.action === 'deleted') changes.push(made);
      return tell(made, again);
    },
  };
  const targets = planItemTargets(compiled.parsed.mapping);
  const written = createWrittenHere();
  const { maxDeletions: most } = settings;
  const limits = most === undefined ? {} : { maxDeletions: Math.max(0, most - recorder.deleted()) };
  const state = {
    settings: { ...settings, ...limits },
    context,
    compiled,
    mapper,
    blueprints,
    targets,
    written,
    owned: createOwnedCount(context.port, context.clock),
    deletedBefore: recorder.deleted(),
  };
  return runChosen(state, selectItems(paths));
}

/** Logs what was found. Gives the errors of reading as problems of their feeds and lists. */
function tell({ context: { log } }: IncrementOptions, { feeds, failures }: Found): ProblemGroup[] {
  for (const { feed, paths, standing } of feeds)
    log.info(
      `${feed.name}: ${paths.length} changed${standing.length > 0 ? `, ${standing.length} without a time of change` : ''}`,
    );
  const problems = createProblemList(log.debug);
  for (const { of, error } of failures) {
    log.warn(`${of}: ${messageOf(error)}`);
    problems.tell('read', of, error);
  }
  return problems.groups;
}

/** Milliseconds that cursors stay where they are while nothing is found: moving them costs a request. */
const STAYS_MS = 60 * 60_000;

/**
 * Moves the cursors of feeds that were read in full and whose writes Port answered. One that cannot be kept costs a
 * full sync.
 */
async function keep(
  { context, decision: { book }, recorder }: IncrementOptions,
  found: Found,
  outcome: ItemsOutcome | undefined,
  { time, listsAreSettled }: { time: Date; listsAreSettled: boolean },
): Promise<void> {
  const isDone = outcome === undefined || (outcome.isRead && outcome.isAnswered);
  const open = new Set(found.feeds.filter((one) => !one.isWhole || !isDone).map(({ feed }) => feed.cursor));
  const closed = found.feeds.filter(({ feed }) => !open.has(feed.cursor));
  const ageOf = ({ feed }: FoundOfFeed) => time.getTime() - (book.since(feed)?.getTime() ?? 0) - OVERLAP_MS;
  const isDue = closed.some((one) => one.paths.length > 0 || ageOf(one) > STAYS_MS);
  const standing = found.feeds.filter(({ feed, isWhole }) => feed.stands && isWhole && isDone);
  try {
    await Promise.all([
      ...(isDue ? [book.move(new Set(closed.map(({ feed }) => feed.cursor)), time)] : []),
      ...standing.map(({ feed, digest }) =>
        book.keepStanding(feed, looked(digest.time, book.standing(feed))),
      ),
      ...(found.sight ? [book.keepSight(found.sight)] : []),
      ...(listsAreSettled ? [book.keepLists(looked(found.lists.digest, book.lists))] : []),
    ]);
  } catch (error) {
    context.stop.signal.throwIfAborted();
    recorder.report.warnings.push(`A cursor could not be kept: ${messageOf(error)}`);
  }
}
