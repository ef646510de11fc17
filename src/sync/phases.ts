import { deferred } from '../lib/concurrency.ts';
import { UserError } from '../lib/errors.ts';
import type { Tally } from '../report/counters.ts';
import { listed } from '../report/format.ts';
import type { Settings } from '../settings/types.ts';
import { loadOrder } from './catalog/targets.ts';
import { createCollisions } from './load/collisions.ts';
import { createLoader } from './load/loader.ts';
import { setUp } from './prepare/set-up.ts';
import { type OrganisationReads, pipeline } from './read/flow.ts';
import { lookAgain } from './read/look-again.ts';
import { planReads } from './read/read-plan.ts';
import { reconcile } from './reconcile/reconcile.ts';
import type { View } from './reconcile/visibility.ts';
import { createLeavingCount } from './record/leaving-count.ts';
import { tellDeletions } from './record/log-lines.ts';
import { createProgress } from './record/progress.ts';
import { tellPart } from './record/tell-part.ts';
import { type Run, relationsOf } from './state.ts';

/** Reads at once; writes from when something could be read and Port is set up. */
export async function readAndLoad(run: Run, organisations: readonly OrganisationReads[]): Promise<void> {
  const { settings, tools, record, prepared, mapper, feeds, tally, catalog, view } = run;
  const { clock, log, stop, visible } = tools;
  const { mapping } = prepared.parsed;
  const progress = createProgress(tally, clock, log);
  const names = organisations.map(({ devops }) => devops.organisation.name);
  const firstRead = deferred();
  const loader = firstRead.promise.then(async () => {
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
      scope: settings.scope,
      mapper,
      kinds: tools.kinds,
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
      onChosen: view.projectsChosen,
      onItems(resource, items) {
        progress.moved();
        visible.items(resource, items);
      },
      onFinished(resource) {
        if (resource.leftAlone) return;
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
  for (const pattern of view.unmatchedPart())
    tally.warn(`The pattern ${JSON.stringify(pattern)} of onlyProjects matches no project.`);
  const unmatched = unmatchedWords(view);
  if (unmatched) tally.warn(`Nothing is deleted: ${unmatched}.`);
}

const FIELDS = ['title', 'team', 'properties', 'relations'];

/** Deletes what no resource makes any more, as far as the rules allow. */
export async function removeGone(run: Run): Promise<void> {
  const { settings, tools, record, prepared, tally, view, planning } = run;
  const { port, visible, stop, log } = tools;
  const { mapping } = prepared.parsed;
  visible.reconciling();
  const began = record.elapsed();
  const counting = createLeavingCount(run);
  const result = await reconcile({
    ...run,
    mapping,
    port,
    ...holdAll(settings, mapping.resources.length, unmatchedWords(view)),
    change: counting.change,
    ...(settings.scope.part && { part: { covered: view.covered() } }),
    kinds: tools.kinds,
    relationsOf: (blueprint, identifiers) => relationsOf(port, blueprint, identifiers),
    fieldsOf: (blueprint, identifiers) => port.searchByIdentifier(blueprint, identifiers, FIELDS),
    parallel: settings.maxConcurrency,
    signal: stop.signal,
    unseen: view.unseen,
    lookAgain: (gone) => lookAgain(run, gone),
    account: record.reconciled,
    warn: tally.warn,
    problem: (subject, error, example) => tally.problem('delete', subject, error, example),
  });
  tellDeletions(log, result.report, planning);
  counting.tell();
  tellPart(run, result.report.leftAlone ?? 0);
  const failed = tally.problems.some((p) => p.phase === 'delete');
  visible.reconciled(result.report.deleted, failed, record.elapsed() - began);
}

const holdAll = (settings: Settings, resources: number, unmatched?: string): { holdAll?: string } => {
  if (!settings.deletions) return { holdAll: 'deletions are switched off' };
  if (resources === 0) return { holdAll: 'the mapping has no resources' };
  if (unmatched) return { holdAll: unmatched };
  return {};
};

/** A project that was renamed, or a mistyped pattern: what it was to choose must not go. */
const unmatchedWords = (view: Pick<View, 'unmatched'>): string | undefined => {
  const patterns = view.unmatched();
  if (patterns.length === 0) return undefined;
  const [what, verb] = patterns.length === 1 ? ['pattern', 'matches'] : ['patterns', 'match'];
  return `the ${what} ${listed(patterns.map((one) => JSON.stringify(one)))} of projects ${verb} no project: renamed, or mistyped. Correct or remove it`;
};

const nothingRead = (tally: Tally): Error => {
  const first = tally.problems.find((p) => p.phase === 'read');
  return new UserError(first?.message ?? 'Nothing could be read from Azure DevOps.', first?.hint, {
    code: first?.code ?? 'PCS2001',
  });
};
