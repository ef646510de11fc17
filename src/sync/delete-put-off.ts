import { append } from '../lib/collections/append.ts';
import { getOrCreate } from '../lib/collections/get-or-create.ts';
import { UserError } from '../lib/errors.ts';
import { waitForOtherRun } from '../port/integration/overlap.ts';
import type { Integration } from '../port/types.ts';
import { createProblemList, type ProblemList } from '../report/problems/problem-list.ts';
import { ANY_BLUEPRINT, type PutOff, type PutOffEntity } from '../report/put-off.ts';
import { counted, moment } from '../report/words/format.ts';
import { heldWarning } from '../report/words/words.ts';
import type { Settings } from '../settings/types.ts';
import { type Catalog, createCatalog } from './catalog/catalog.ts';
import type { SyncContext } from './context.ts';
import { type FoundPutOff, readPutOff } from './prepare/read-put-off.ts';
import { type DeleteOptions, deleteEntities } from './reconcile/delete/delete-entities.ts';
import { deleteRequired } from './reconcile/delete/delete-required.ts';
import { createDeletionLedger, type DeletionLedger } from './reconcile/delete/deletion-ledger.ts';
import { markOwned } from './reconcile/delete/mark-owned.ts';
import { overMaxDeletions } from './reconcile/delete/over-max-deletions.ts';
import type { Held } from './reconcile/held.ts';
import type { StalePlan } from './reconcile/stale/find-stale.ts';
import { createGoneTitles, type GoneTitles, namesBy, withTitles } from './reconcile/stale/gone-titles.ts';
import { logDeletions } from './record/log-lines.ts';
import type { Recorder } from './record/recorder.ts';

export interface DeletePutOffOptions {
  settings: Settings;
  context: SyncContext;
  recorder: Recorder;
  found: FoundToDelete;
}

export interface FoundToDelete extends FoundPutOff {
  integration: Integration;
  /** The time by Port's clock, ms, after which nothing may have been written to what is deleted. */
  since: number;
}

/**
 * Finds what the last run of the integration put off. Throws UserError where it is not of the last run: a later one may
 * have found again what it names.
 */
export async function findPutOff(
  settings: Settings,
  { port, clock, log, stop, inputLabel }: SyncContext,
): Promise<FoundToDelete> {
  const found = await readPutOff(
    settings.deletionsFrom ?? '',
    settings.integrationIdentifier,
    settings.port.baseUrl,
  );
  const { integration } = await waitForOtherRun(port, {
    clock,
    log,
    signal: stop.signal,
    limit: settings.overlap.wait * 1000,
    staleAfter: settings.overlap.staleAfter * 1000,
    label: inputLabel,
  });
  const { startedAt } = found.own.run;
  const last = integration?.resyncState?.lastResyncStart ?? '';
  if (!integration || Date.parse(last) !== Date.parse(startedAt))
    throw new UserError(
      `The deletions were put off by the run of ${moment(startedAt)}, which is not the last one of the integration "${settings.integrationIdentifier}"${last && ` (${moment(last)})`}. Nothing is deleted.`,
      'Run both parts again: first with deletions: later, then with mode: delete.',
      { code: 'PCS1601' },
    );
  const now = port.time() ?? clock.now();
  const asOf = Date.parse(found.own.asOf);
  if (asOf > now + CLOCKS_DIFFER_MS)
    throw new UserError(
      `The deletions were put off as of ${found.own.asOf}, which is still to come by Port's clock. Nothing is deleted.`,
      'Run both parts again: first with deletions: later, then with mode: delete.',
      { code: 'PCS1601' },
    );
  log.info(`${counted(found.own.entities.length, 'deletion')} put off by the run of ${moment(startedAt)}.`);
  return { ...found, integration, since: Math.min(asOf, endOf(integration)) };
}

/** Port's clock is known to the second only, and the agent's stands for it where it is not known at all. */
const CLOCKS_DIFFER_MS = 60_000;

/** The time at which Port heard last of the run, by its own clock. Whatever a file says, the run began before that. */
const endOf = ({ resyncState }: Integration): number => {
  const time = Date.parse(resyncState?.updatedAt ?? '');
  return Number.isNaN(time) ? Number.POSITIVE_INFINITY : time;
};

/** Deletes what was put off, as far as it is still this integration's and nobody has written to it since. */
export async function deletePutOff(options: DeletePutOffOptions): Promise<void> {
  const { context, recorder, found } = options;
  const { port, log } = context;
  const problems = createProblemList(log.debug);
  const titles = createGoneTitles();
  const catalog = createCatalog(port, [], await port.blueprints());
  recorder.useCatalog(catalog);
  await catalog.readOwned();
  await markUnlisted(found.own.entities, catalog, port);
  const candidates = candidatesIn(found, catalog, options.settings);
  await readTitles(candidates.remove, port, titles);
  const ledger = createLedger(candidates, catalog, titles, options.settings);
  recorder.useDeletions(ledger);
  const deleting = deleteOptions(options, catalog, titles, problems);
  try {
    for (const blueprint of candidates.remove.keys()) {
      const kept = await deleteEntities(blueprint, ledger.remaining(blueprint), false, ledger, deleting);
      await deleteRequired(blueprint, kept, ledger, deleting);
    }
  } finally {
    ledger.holdRemaining({ reason: 'the run ended before' });
    for (const { remedy: _, ...held } of ledger.held) await deleting.change({ action: 'held-back', ...held });
    append(recorder.report.warnings, ledger.report.heldBack.map(heldWarning));
    append(recorder.report.problems, problems.groups);
  }
  if (ledger.report.stale > 0) logDeletions(log, ledger.report, false);
  logLeft(log, found.own.entities.length - ledger.report.stale);
}

const logLeft = (log: SyncContext['log'], left: number): void => {
  if (left > 0)
    log.info(
      `${counted(left, 'deletion')} put off ${left === 1 ? 'is' : 'are'} not made: the entities are no longer this integration’s, or gone already.`,
    );
};

function deleteOptions(
  { settings, context, found }: DeletePutOffOptions,
  catalog: Catalog,
  titles: GoneTitles,
  problems: ProblemList,
): DeleteOptions {
  const { port, change, stop } = context;
  return {
    mapping: found.own,
    catalog,
    port,
    writer: { delete: (...deletion) => port.deleteEntities(...deletion) },
    change: withTitles(change, titles),
    parallel: settings.maxConcurrency,
    since: found.since,
    signal: stop.signal,
    problem: (subject, error, example) => problems.tell('delete', subject, error, example),
  };
}

/** Marks as owned what the list of owned entities lacks: a list that was short would leave it for good without a word. */
async function markUnlisted(
  entities: readonly PutOffEntity[],
  catalog: Catalog,
  port: SyncContext['port'],
): Promise<void> {
  const isListed = ({ blueprint, identifier }: PutOffEntity) => {
    const listed = catalog.indexOf(blueprint);
    const slot = listed?.find(identifier);
    return slot !== undefined && listed?.owned(slot) === true;
  };
  const unlisted = entities.filter((one) => catalog.blueprint(one.blueprint) && !isListed(one));
  await markOwned(unlisted, catalog, port);
}

/**
 * The entities that may go now, and those that are held back already. Those that are another integration's by now are
 * neither.
 */
function candidatesIn(
  { own, others }: FoundPutOff,
  catalog: Catalog,
  settings: Settings,
): Pick<StalePlan, 'remove' | 'held'> {
  const remove = new Map<string, string[]>();
  const held: Held[] = [];
  for (const { blueprint, identifier } of own.entities) {
    const entities = catalog.indexOf(blueprint);
    const slot = entities?.find(identifier);
    if (slot === undefined || !entities?.owned(slot)) continue;
    const reason = reasonToHold(blueprint, others, settings);
    if (reason === undefined) getOrCreate(remove, blueprint, () => []).push(identifier);
    else held.push({ blueprint, identifier, reason });
  }
  return { remove, held };
}

function createLedger(
  { remove, held }: Pick<StalePlan, 'remove' | 'held'>,
  catalog: Catalog,
  titles: GoneTitles,
  settings: Settings,
): DeletionLedger {
  const ledger = createDeletionLedger(
    { owned: ownedIn(catalog), remove, held, placeholders: [], leftAlone: 0 },
    {
      enabled: settings.deletions,
      threshold: 1,
      namesOf: namesBy(catalog, titles),
    },
  );
  const count = [...remove.values()].reduce((sum, { length }) => sum + length, 0);
  const why = overMaxDeletions(count, settings);
  if (why) ledger.holdRemaining(why);
  return ledger;
}

function ownedIn({ indexes }: Catalog): number {
  let owned = 0;
  for (const entities of indexes)
    for (let slot = 0; slot < entities.size; slot++) if (entities.owned(slot)) owned += 1;
  return owned;
}

async function readTitles(
  remove: ReadonlyMap<string, readonly string[]>,
  port: SyncContext['port'],
  titles: GoneTitles,
): Promise<void> {
  for (const [blueprint, identifiers] of remove)
    for await (const page of port.searchByIdentifier(blueprint, identifiers, ['title']))
      for (const { identifier, title } of page) titles.note(blueprint, identifier, title);
}

/**
 * The reason why an entity of a blueprint stays, if so: an item may have moved to another run, which did not write all
 * of it.
 */
function reasonToHold(
  blueprint: string,
  others: readonly PutOff[],
  { deletions }: Pick<Settings, 'deletions'>,
): string | undefined {
  if (!deletions) return 'deletions are switched off';
  const other = others.find(({ notWritten }) =>
    notWritten.some((one) => one === blueprint || one === ANY_BLUEPRINT),
  );
  return (
    other &&
    `the run of the integration "${other.integration}", to which it may have moved, did not read and write all of this blueprint`
  );
}
