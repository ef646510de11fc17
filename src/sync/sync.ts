import { UserError } from '../errors.ts';
import type { Mapper, ParsedMapping } from '../mapping/types.ts';
import { waitForOtherRun } from '../port/overlap.ts';
import type { Settings } from '../settings.ts';
import { duration } from '../summary/format.ts';
import type { Change } from '../summary/report.ts';
import { type Catalog, createCatalog } from './catalog.ts';
import { createCollisions } from './collisions.ts';
import { type FeedPlan, loadOrder, planFeeds } from './feeds.ts';
import { deferred } from './flow.ts';
import { createLoader } from './load.ts';
import { createView, type View } from './narrowing.ts';
import { type Found, findReadable, tellReadable } from './permissions.ts';
import { type OrganisationReads, pipeline } from './pipeline.ts';
import { createPlanWriter } from './plan.ts';
import { checkExpressions, givenMapping, type Prepared, prepare } from './prepare.ts';
import { createProgress } from './progress.ts';
import { reconcile } from './reconcile.ts';
import type { Record } from './record.ts';
import type { Tools } from './run.ts';
import { mappingFromPort, setUp } from './set-up.ts';
import { createTally, type Tally } from './tally.ts';
import { tellDeletions, tellMapping, tellMissingBlueprints, tellSettings } from './tell.ts';
import { planReads } from './tree.ts';
import { createPortWriter, type Writer } from './writer.ts';

/** What the phases of one run share. */
interface Run {
  settings: Settings;
  tools: Tools;
  record: Record;
  prepared: Prepared & { parsed: ParsedMapping };
  planning: boolean;
  mapper: Mapper;
  feeds: FeedPlan[];
  tally: Tally;
  catalog: Catalog;
  writer: Writer;
  view: View;
  /** Windows of time are counted from it. */
  now: Date;
  change(made: Change): Promise<void>;
}

/** One run from its first request to the last: prepare, read, map and write, reconcile. Throws what ends it. */
export async function sync(settings: Settings, tools: Tools, record: Record): Promise<void> {
  const { clock, log, port, stop } = tools;
  const planning = settings.mode === 'plan';
  let now = new Date(clock.now());
  const find = ({ mapping }: ParsedMapping): Promise<Found[]> => {
    const found = findReadable({
      organisations: tools.organisations,
      branches: planReads(mapping, tools.kinds),
      excludedTags: settings.excludedTags,
      now,
      signal: stop.signal,
    });
    // What ends it has ended the run.
    found.catch(() => {});
    return found;
  };
  /** What can be read does not depend on Port, which is asked meanwhile. */
  let early: Promise<Found[]> | undefined;
  const prepared = await section('Prepare', tools, record, async () => {
    tellSettings(log, settings, tools.organisations);
    const given = await givenMapping(settings.mapping, tools.kinds);
    early = given && find(given);
    const { wait, staleAfter } = settings.overlap;
    const overlap = { limit: wait * 1000, staleAfter: staleAfter * 1000 };
    const { integration, waited } = planning
      ? { integration: await port.integration(), waited: 0 }
      : await waitForOtherRun(port, { clock, log, signal: stop.signal, ...overlap });
    if (waited > 0) {
      record.report.warnings.push(`Waited ${duration(waited / 1000)} for the end of another run.`);
      // What was read before that may have changed since.
      early = undefined;
      now = new Date(clock.now());
    }
    return prepare(settings, port, integration, given, tools.kinds, tools.tool.version);
  });
  const parsed = prepared.parsed ?? (await mappingFromPort(prepared, tools, record, planning));
  if (!parsed) return;

  const mapper = tools.createMapper(parsed.mapping);
  try {
    const finding = early ?? find(parsed);
    const run = await assemble(settings, tools, record, { ...prepared, parsed }, mapper, now);
    const reads = await section('Permissions', tools, record, async () =>
      tellReadable(await finding, tools.organisations, record.report.organisations, {
        log,
        tally: run.tally,
      }),
    );
    await section(planning ? 'Read, map and compare' : 'Read, map and write', tools, record, () =>
      readAndLoad(run, reads),
    );
    await section(planning ? 'Find what is gone' : 'Remove what is gone', tools, record, () =>
      removeGone(run),
    );
  } finally {
    await mapper.close();
  }
}

async function assemble(
  settings: Settings,
  tools: Tools,
  record: Record,
  prepared: Run['prepared'],
  mapper: Mapper,
  now: Date,
): Promise<Run> {
  const { log, port, organisations } = tools;
  const { parsed, planned } = prepared;
  const { mapping } = parsed;
  const planning = settings.mode === 'plan';
  const feeds = planFeeds(mapping);
  const tally = createTally(mapping);
  record.follow(tally, parsed);
  tellMapping(log, parsed);
  const catalog = createCatalog(port, feeds, [...(await port.blueprints()), ...planned.newBlueprints]);
  record.compareWith(catalog);
  tellMissingBlueprints(feeds, catalog, tally, log);
  const flags = {
    merge: mapping.enableMergeEntity,
    createMissingRelatedEntities: mapping.createMissingRelatedEntities,
  };
  const toBeCreated = new Set(planned.newBlueprints.map((b) => b.identifier));
  return {
    settings,
    tools,
    record,
    prepared,
    planning,
    mapper,
    feeds,
    tally,
    catalog,
    view: createView({ organisations, feeds, excludedTags: settings.excludedTags }),
    now,
    writer: planning ? createPlanWriter(port, flags, toBeCreated) : createPortWriter(port, flags),
    change(made) {
      record.changed(made);
      return tools.change(planning ? { ...made, planned: true } : made);
    },
  };
}

/** Reads at once; writes from when the expressions have compiled, something could be read and Port is set up. */
async function readAndLoad(run: Run, organisations: readonly OrganisationReads[]): Promise<void> {
  const { settings, tools, record, prepared, mapper, feeds, tally, catalog, view } = run;
  const { clock, log, stop, visible } = tools;
  const { mapping } = prepared.parsed;
  const progress = createProgress(tally, clock, log);
  const names = organisations.map(({ devops }) => devops.organisation.name);
  const firstRead = deferred();
  const ready = Promise.all([firstRead.promise, checkExpressions(mapper)]);
  const loader = ready.then(async () => {
    // What is owned is read meanwhile, and looked at only when all is set up.
    const opening = catalog.open();
    opening.catch(() => {});
    await setUp(settings, tools, record, prepared, feeds);
    await opening;
    return createLoader({
      ...run,
      order: loadOrder(mapping, feeds),
      spools: tools.spools,
      ...(names.length > 1 && {
        collisions: createCollisions(names, planReads(mapping, tools.kinds), tally.warn),
      }),
      parallel: settings.maxConcurrency,
      signal: stop.signal,
      fatal: (error) => stop.abort(error),
    });
  });
  loader.catch((error) => stop.abort(error));

  const empty = organisations.every(({ branches }) => branches.length === 0);
  try {
    await pipeline({
      mapping,
      organisations,
      excludedTags: settings.excludedTags,
      mapper,
      loader,
      tally,
      onRead: firstRead.resolve,
      onAllRead() {
        record.readToTheEnd();
        if (empty) firstRead.resolve();
        else firstRead.reject(nothingRead(tally));
      },
      onNodes: (source, organisation, nodes) => {
        if (source === 'projects') view.projectSeen(organisation, nodes);
      },
      onItems(resource, items) {
        progress.moved();
        visible.items(resource, items);
      },
      onFinished(resource) {
        progress.finished(resource);
        visible.finished(tally.of(resource));
      },
      elapsed: record.elapsed,
      now: run.now,
      parallel: settings.maxConcurrency,
      signal: stop.signal,
    });
  } finally {
    firstRead.reject(stop.signal.reason);
    if (stop.signal.aborted) await (await loader.catch(() => undefined))?.settled();
  }
}

async function removeGone(run: Run): Promise<void> {
  const { settings, tools, record, prepared, tally, view, planning } = run;
  const { port, visible, stop, log } = tools;
  const { mapping } = prepared.parsed;
  visible.reconciling();
  const began = record.elapsed();
  const result = await reconcile({
    ...run,
    mapping,
    port,
    ...holdAll(settings, mapping.resources.length),
    relationsOf: (blueprint, identifiers) =>
      port.searchByIdentifier(blueprint, identifiers, ['identifier', 'relations']),
    parallel: settings.maxConcurrency,
    signal: stop.signal,
    narrowed: view.narrowed,
    account: record.reconciled,
    warn: tally.warn,
    problem: (subject, error, example) => tally.problem('delete', subject, error, example),
  });
  tellDeletions(log, result.report, planning);
  const failed = tally.problems.some((p) => p.phase === 'delete');
  visible.reconciled(result.report.deleted, failed, record.elapsed() - began);
}

const holdAll = (settings: Settings, resources: number): { holdAll?: string } => {
  if (!settings.deletions) return { holdAll: 'deletions are switched off' };
  if (resources === 0) return { holdAll: 'the mapping has no resources' };
  return {};
};

const nothingRead = (tally: Tally): Error => {
  const first = tally.problems.find((p) => p.phase === 'read');
  return new UserError(first?.message ?? 'Nothing could be read from Azure DevOps.', first?.hint);
};

async function section<T>(title: string, tools: Tools, record: Record, work: () => Promise<T>): Promise<T> {
  const end = tools.log.group(title);
  try {
    return await record.phase(title, work);
  } finally {
    end();
  }
}
