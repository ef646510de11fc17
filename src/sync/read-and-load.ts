import { deferred } from '../lib/async/concurrency.ts';
import { loadOrder } from './catalog/mapping-target.ts';
import { createCollisions } from './load/collisions.ts';
import { createLoader, type Loader } from './load/loader.ts';
import { setUp } from './prepare/set-up.ts';
import { depthsOf, planReads } from './read/read-plan.ts';
import { type OrganisationLists, runFlow } from './read/run-flow.ts';
import { unmatchedPatterns } from './reconcile/visibility/unmatched-patterns.ts';
import { nothingRead } from './record/nothing-read.ts';
import { createProgress } from './record/progress.ts';
import type { SyncState } from './state.ts';

/**
 * Reads all lists and loads their entities. Port is set up and written to when the first page was read, so that a run
 * that can read nothing writes nothing. Throws UserError if nothing could be read.
 */
export async function readAndLoad(
  state: SyncState,
  organisations: readonly OrganisationLists[],
): Promise<void> {
  const { context, counters, recorder, visibility } = state;
  const { signal } = context.stop;
  const names = organisations.map(({ devops }) => devops.organisation.name);
  const firstRead = deferred();
  const loader = firstRead.promise.then(() => openLoader(state, names));
  loader.catch((error) => context.stop.abort(error));
  const isEmpty = organisations.every(({ lists }) => lists.length === 0);
  try {
    await runFlow({
      ...flowOptions(state),
      organisations,
      loader,
      onRead: firstRead.resolve,
      onAllRead() {
        recorder.allListsRead();
        if (isEmpty) firstRead.resolve();
        else firstRead.reject(nothingRead(counters.problems));
      },
    });
  } finally {
    firstRead.reject(signal.reason);
    state.catalog.endReading();
    if (signal.aborted) await (await loader.catch(() => undefined))?.idle();
  }
  for (const pattern of visibility.unmatchedPart())
    counters.warn(`The pattern ${JSON.stringify(pattern)} of onlyProjects matches no project.`);
  const unmatched = unmatchedPatterns(visibility);
  if (unmatched)
    counters.warn(`Nothing is deleted: ${unmatched.reason}. ${unmatched.remedy ?? ''}`.trimEnd());
}

/** Sets up Port, and makes the loader. `organisations`: their names. */
async function openLoader(state: SyncState, organisations: readonly string[]): Promise<Loader> {
  const { settings, context, prepared, targets, counters, catalog } = state;
  const { mapping } = prepared.parsed;
  // Owned identifiers are read while Port is set up.
  const reading = catalog.readOwned();
  reading.catch(() => {});
  await setUp(state);
  await reading;
  return createLoader({
    ...state,
    order: loadOrder(mapping, targets),
    spools: context.spools,
    ...(organisations.length > 1 && {
      collisions: createCollisions(organisations, depthsOf(planReads(mapping, context.kinds)), counters.warn),
    }),
    parallel: settings.maxConcurrency,
    signal: context.stop.signal,
    fatal: (error) => context.stop.abort(error),
  });
}

/** The part of the options that the state of the run decides. */
function flowOptions(state: SyncState) {
  const { settings, context, recorder, prepared, mapper, counters, visibility, now, planning } = state;
  const { telemetry } = context;
  const progress = createProgress(counters, context.clock, context.log, planning);
  return {
    mapping: prepared.parsed.mapping,
    scope: settings.scope,
    mapper,
    kinds: context.kinds,
    counters,
    onNodes: (source, organisation, nodes) => {
      if (source === 'projects') visibility.projectSeen(organisation, nodes);
      if (source === 'teams') visibility.teamsSeen(organisation, nodes);
      if (source === 'repositories') visibility.repositoriesSeen(nodes);
    },
    onListRead(list, organisation, parent, items) {
      state.listSizes.add(organisation, list, parent, items);
      // A list without any has no page to tell of.
      if (list.source.key === 'projects') visibility.projectSeen(organisation, []);
    },
    onChosen: visibility.projectsChosen,
    onDoubtful: visibility.doubtful,
    onItems(resource, items) {
      progress.moved();
      telemetry.items(resource, items);
    },
    onFinished(resource) {
      if (resource.leftAlone) return;
      progress.finished(resource);
      telemetry.finished(counters.reportOf(resource));
    },
    elapsed: recorder.elapsed,
    now,
    parallel: settings.maxConcurrency,
    signal: context.stop.signal,
  } satisfies Partial<Parameters<typeof runFlow>[0]>;
}
