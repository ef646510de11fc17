import type { ParsedMapping, Resource } from '../mapping/types.ts';
import { Overlapping } from '../port/integration/overlap.ts';
import type { Blueprint } from '../port/types.ts';
import type { Settings } from '../settings/types.ts';
import type { SyncContext } from './context.ts';
import { deleteGone } from './delete-gone.ts';
import { deletePutOff, findPutOff } from './delete-put-off.ts';
import { forgetDigestsOfPart } from './incremental/forget-digests.ts';
import { openIncrements } from './incremental/increments.ts';
import { choosePart } from './prepare/choose-part.ts';
import { createHeadStart } from './prepare/head-start.ts';
import { mappingFromPort } from './prepare/mapping-from-port.ts';
import { logReadable } from './prepare/permissions.ts';
import { type Prepared, prepare } from './prepare/prepare.ts';
import { readAndLoad } from './read-and-load.ts';
import { logSettings } from './record/log-lines.ts';
import type { Recorder } from './record/recorder.ts';
import { createState, type SyncState } from './state.ts';

/**
 * The order of a run, from its first request to its last. Throws the error that ends it. `known`: what the run has
 * prepared that this is a part of.
 */
export async function runSteps(
  settings: Settings,
  context: SyncContext,
  recorder: Recorder,
  known?: Prepared,
): Promise<void> {
  const planning = settings.mode === 'plan';
  const step = createStep(context, recorder);
  const headStart = createHeadStart(settings, context);
  const tellSettings = createTellSettings(settings, context, recorder);
  try {
    // Settings, mapping, integration, other runs. Writes nothing.
    const preparing = () => prepare(settings, context, recorder, headStart);
    const prepareAloud = () =>
      step('Prepare', () => {
        tellSettings();
        return preparing();
      });
    // The first line of increments says what the run is.
    const isSilent = settings.mode === 'incremental';
    const prepared = known ?? (await (isSilent ? recorder.phase('Prepare', preparing) : prepareAloud()));
    const mapping = prepared.parsed ?? (await mappingFromPort(prepared, context, recorder, planning));
    if (!mapping) return;
    const parsed = choosePart(mapping, context.kinds, settings.scope, context.inputLabel);

    // A run with `mode: incremental` that need not be a full sync reads what changed, and ends here.
    const increments = isForIncrements(settings)
      ? await openIncrements(settings, context, recorder, prepared, parsed)
      : undefined;
    tellSettings();
    const syncLists = (only: readonly Resource[], blueprints: readonly Blueprint[]) =>
      runPart(settings, context, recorder, only, { ...prepared, parsed: mapping, blueprints });
    if ((await increments?.run({ step, syncLists })) === 'done') return;

    // Expressions are compiled, and lists are probed with the credential.
    const { now, mapper, compiled, probing } = await headStart.ready(parsed);
    const state = await createState(settings, context, recorder, { ...prepared, ...compiled }, mapper, now);
    if (!known && settings.mode === 'sync' && settings.scope.part) await forgetPart(state, parsed);
    state.catalog.readAhead();
    const organisations = await step('Permissions', async () => logReadable(state, await probing));

    // Lists → items → entities → bulks, at the same time. Port is set up and written to from the first page on.
    await step(planning ? 'Read, map and compare' : 'Read, map and write', () =>
      readAndLoad(state, organisations),
    );

    // Entities that no resource makes any more, as far as that is proven and the limits allow it.
    await step(planning ? 'Find what is gone' : 'Remove what is gone', () => deleteGone(state));
    await increments?.begin(state.counters);
  } catch (error) {
    if (!(error instanceof Overlapping)) tellSettings();
    throw error;
  } finally {
    await headStart.close();
  }
}

/** Lets increments look anew at what a run of a part is about to write. They read the mapping as it was given. */
const forgetPart = (
  { settings, context, prepared: { blueprints }, counters }: SyncState,
  parsed: ParsedMapping,
): Promise<void> => forgetDigestsOfPart(settings, context, { parsed, blueprints }, counters);

/** Whether it reads increments, or notes for later ones where they have to begin. */
const isForIncrements = ({ mode, scope, stateDirectory, deletionsLater }: Settings): boolean =>
  mode === 'incremental' ||
  (mode === 'sync' && stateDirectory !== undefined && !scope.part && !deletionsLater);

/** Logs once what the run goes by, unless it is of the lists that an incremental run reads in full: that has told it. */
function createTellSettings(
  settings: Settings,
  { log, organisations }: SyncContext,
  { report }: Recorder,
): () => void {
  let told = report.run.increments !== undefined;
  return () => {
    if (told) return;
    told = true;
    logSettings(log, settings, organisations);
  };
}

/** The order of a run that makes up for the deletions that an earlier one put off. It reads nothing of Azure DevOps. */
export async function runDeletionSteps(
  settings: Settings,
  context: SyncContext,
  recorder: Recorder,
): Promise<void> {
  const step = createStep(context, recorder);
  const found = await step('Prepare', () => findPutOff(settings, context));
  recorder.report.integration.state = 'existing';
  // Mark with the begin of that run: if this one dies, another one can do the rest.
  await recorder.announceRun(context.port, found.integration.resyncState, found.own.run.startedAt);
  await step('Remove what is gone', () => deletePutOff({ settings, context, recorder, found }));
}

/** A run of a part, within another run: of these resources alone. */
const runPart = (
  settings: Settings,
  context: SyncContext,
  recorder: Recorder,
  resources: readonly Resource[],
  prepared: Prepared,
): Promise<void> => {
  const part = { only: resources.map(({ index }) => `${index}`), projects: [] };
  const settingsOfPart: Settings = { ...settings, mode: 'sync', scope: { ...settings.scope, part } };
  return runSteps(settingsOfPart, context, recorder, prepared);
};

/** A step is a foldable section of the log and a phase of the report. */
export const createStep =
  ({ log }: SyncContext, recorder: Recorder) =>
  async <T>(title: string, work: () => Promise<T>): Promise<T> => {
    const end = log.group(title);
    try {
      return await recorder.phase(title, work);
    } finally {
      end();
    }
  };
