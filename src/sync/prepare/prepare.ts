import { givenMapping, storedMapping } from '../../mapping/definition/load-mapping.ts';
import type { ParsedMapping } from '../../mapping/types.ts';
import {
  type PlannedIntegration,
  planIntegration,
  resourcesFor,
} from '../../port/integration/integration.ts';
import type { DesiredIntegration } from '../../port/integration/integration-plan.ts';
import { type Waited, waitForOtherRun } from '../../port/integration/overlap.ts';
import type { Blueprint, Integration } from '../../port/types.ts';
import { duration } from '../../report/words/format.ts';
import type { Settings } from '../../settings/types.ts';
import type { SyncContext } from '../context.ts';
import type { Recorder } from '../record/recorder.ts';
import { choosePart } from './choose-part.ts';
import type { HeadStart } from './head-start.ts';

/** The things that are known before anything is read from Azure DevOps or written to Port. */
export interface Prepared {
  desired: DesiredIntegration;
  planned: PlannedIntegration;
  /** Undefined if Port provides the mapping when the integration is created. */
  parsed: ParsedMapping | undefined;
  /** The mark of a run that died. It does not count. */
  dead?: string;
  /** The blueprints, where they were read already. */
  blueprints?: readonly Blueprint[];
}

/**
 * Loads the mapping, waits for another run, and plans what to set up. Writes nothing. Throws ProblemsError or UserError
 * for a mapping that cannot be used, and Overlapping where the other run does not end in time.
 */
export async function prepare(
  settings: Settings,
  context: SyncContext,
  recorder: Recorder,
  headStart: HeadStart,
): Promise<Prepared> {
  const { kinds, inputLabel } = context;
  const mapping = await givenMapping(settings.mapping, kinds);
  const given = mapping && choosePart(mapping, kinds, settings.scope, inputLabel);
  // Increments probe nothing: what they read is known only later.
  if (given && settings.mode !== 'incremental') headStart.begin(given);
  const { integration, waited, dead } = await findIntegration(settings, context);
  if (waited > 0) {
    recorder.report.warnings.push(`Waited ${duration(waited / 1000)} for the end of another run.`);
    headStart.forget();
  }
  const planned = await planSetUp(settings, context, integration, given);
  return { ...planned, ...(dead !== undefined && { dead }) };
}

/** A sync waits for another run to end; a plan writes nothing, so that it need not. */
async function findIntegration(
  { mode, overlap }: Settings,
  { port, clock, log, stop, inputLabel }: SyncContext,
): Promise<Waited> {
  if (mode === 'plan') return { integration: await port.integration(), waited: 0 };
  return waitForOtherRun(port, {
    clock,
    log,
    signal: stop.signal,
    limit: overlap.wait * 1000,
    staleAfter: overlap.staleAfter * 1000,
    label: inputLabel,
  });
}

/** Plans what a run sets up, and finds the mapping that it goes by. */
async function planSetUp(
  settings: Settings,
  { port, kinds, tool }: SyncContext,
  found: Integration | undefined,
  given: ParsedMapping | undefined,
): Promise<Prepared> {
  const { resourcesPath } = settings;
  const desired: DesiredIntegration = {
    initializePortResources: settings.initializePortResources,
    createPortResourcesOrigin: settings.createPortResourcesOrigin,
    resources: await resourcesFor(resourcesPath),
    ...(given && { document: given.document }),
    saveMapping: settings.saveMapping,
    version: tool.version,
  };
  const planned = await planIntegration(port, desired, found);
  const { config, configOrigin } = planned;
  return { desired, planned, parsed: given ?? storedMapping(config, configOrigin, kinds, resourcesPath) };
}
