import { UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Mapper, ParsedMapping } from '../mapping/types.ts';
import { waitForOtherRun } from '../port/overlap.ts';
import type { Settings } from '../settings.ts';
import type { Change } from '../summary/report.ts';
import { type Catalog, createCatalog } from './catalog.ts';
import { type FeedPlan, loadOrder, planFeeds } from './feeds.ts';
import { createLoader, type Loader } from './load.ts';
import { createView } from './narrowing.ts';
import { pipeline } from './pipeline.ts';
import { createPlanWriter } from './plan.ts';
import { createPlanSketch } from './planned.ts';
import { checkExpressions, type Prepared, prepare } from './prepare.ts';
import { createProgress } from './progress.ts';
import { reconcile } from './reconcile.ts';
import type { Record } from './record.ts';
import type { Tools } from './run.ts';
import { mappingFromPort, setUp } from './set-up.ts';
import { createTally, type Tally } from './tally.ts';
import { tellDeletions, tellMapping, tellSettings } from './tell.ts';
import { planReads } from './tree.ts';
import { createPortWriter } from './writer.ts';

/** One run from its first request to the last: prepare, read, map and write, reconcile. Throws what ends it. */
export async function sync(settings: Settings, tools: Tools, record: Record): Promise<void> {
  const { clock, log, port, stop } = tools;
  const planning = settings.mode === 'plan';
  const { signal } = stop;

  const prepared = await section('Prepare', tools, record, async () => {
    tellSettings(log, settings, tools.organisations);
    const { wait, staleAfter } = settings.overlap;
    if (!planning)
      await waitForOtherRun(port, { clock, log, limit: wait * 1000, staleAfter: staleAfter * 1000, signal });
    return prepare(settings, port, tools.kinds, tools.tool.version);
  });
  const parsed = prepared.parsed ?? (await mappingFromPort(prepared, tools, record, planning));
  if (!parsed) return;

  const mapper = tools.createMapper(parsed.mapping);
  try {
    await checkExpressions(mapper);
    await syncMapped(settings, tools, record, { ...prepared, parsed }, mapper);
  } finally {
    await mapper.close();
  }
}

async function syncMapped(
  settings: Settings,
  tools: Tools,
  record: Record,
  prepared: Prepared & { parsed: ParsedMapping },
  mapper: Mapper,
): Promise<void> {
  const { clock, log, port, stop, organisations, visible } = tools;
  const { parsed, planned } = prepared;
  const { mapping } = parsed;
  const planning = settings.mode === 'plan';
  const feeds = planFeeds(mapping);
  const tally = createTally(mapping);
  const view = createView({ organisations, feeds });
  const progress = createProgress(tally, clock, log);
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
  const sketch = createPlanSketch();
  const change = (made: Change) => {
    if (!planning) return tools.change(made);
    sketch.add(made);
    return tools.change({ ...made, planned: true });
  };
  const writer = planning ? createPlanWriter(port, flags, toBeCreated) : createPortWriter(port, flags);

  const firstRead = deferred();
  const loader: Promise<Loader> = firstRead.promise.then(async () => {
    await setUp(settings, tools, record, prepared, feeds);
    await catalog.open();
    return createLoader({
      feeds,
      order: loadOrder(mapping, feeds),
      catalog,
      writer,
      tally,
      spools: tools.spools,
      change,
      parallel: settings.maxConcurrency,
      signal: stop.signal,
      fatal: (error) => stop.abort(error),
    });
  });
  loader.catch((error) => stop.abort(error));

  const branches = planReads(mapping, tools.kinds);
  await section(planning ? 'Read, map and compare' : 'Read, map and write', tools, record, async () => {
    try {
      await pipeline({
        mapping,
        branches,
        organisations: organisations.map(({ devops }, i) => ({
          devops,
          report: record.report.organisations[i] as (typeof record.report.organisations)[number],
        })),
        excludedTags: settings.excludedTags,
        mapper,
        loader,
        tally,
        onRead: firstRead.resolve,
        onAllRead: () => (branches.length === 0 ? firstRead.resolve() : firstRead.reject(nothingRead(tally))),
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
        now: new Date(clock.now()),
        parallel: settings.maxConcurrency,
        signal: stop.signal,
      });
    } finally {
      firstRead.reject(stop.signal.reason);
      if (stop.signal.aborted) await (await loader.catch(() => undefined))?.settled();
    }
  });

  await section(planning ? 'Find what is gone' : 'Remove what is gone', tools, record, async () => {
    visible.reconciling();
    const began = record.elapsed();
    const result = await reconcile({
      mapping,
      feeds,
      catalog,
      tally,
      ...holdAll(settings, mapping.resources.length),
      relationsOf: (blueprint, identifiers) =>
        port.searchByIdentifier(blueprint, identifiers, ['identifier', 'relations']),
      port,
      writer,
      settings,
      change,
      parallel: settings.maxConcurrency,
      signal: stop.signal,
      narrowed: view.narrowed,
      warn: tally.warn,
      problem: (subject, error, example) => tally.problem('delete', subject, error, example),
    });
    record.reconciled(result);
    tellDeletions(log, result.report, planning);
    if (record.report.plan) record.report.plan.blueprints = sketch.blueprints;
    const failed = tally.problems.some((p) => p.phase === 'delete');
    visible.reconciled(result.report.deleted, failed, record.elapsed() - began);
  });
}

function tellMissingBlueprints(feeds: readonly FeedPlan[], catalog: Catalog, tally: Tally, log: Log): void {
  for (const { blueprint, resource } of feeds) {
    if (blueprint === undefined || catalog.blueprint(blueprint)) continue;
    const error = new UserError(
      `Blueprint "${blueprint}" does not exist in Port: entities of resources[${resource.index}] (kind "${resource.kind}") cannot be written.`,
      'Create the blueprint in Port, or correct the name in the mapping.',
    );
    log.error(`${error.message} ${error.hint}`);
    tally.problem('setup', resource.kind, error);
  }
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

function deferred(): { promise: Promise<void>; resolve(): void; reject(error: unknown): void } {
  let resolve = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
