import { givenMapping } from '../mapping/load-mapping.ts';
import { type Waited, waitForOtherRun } from '../port/overlap.ts';
import { duration } from '../report/format.ts';
import type { Settings } from '../settings/types.ts';
import { readAndLoad, removeGone } from './phases.ts';
import { choosePart } from './prepare/choose-part.ts';
import { tellReadable } from './prepare/permissions.ts';
import { type Prepared, prepare } from './prepare/prepare.ts';
import { mappingFromPort } from './prepare/set-up.ts';
import { createStart, type Start } from './prepare/start.ts';
import { tellSettings } from './record/log-lines.ts';
import type { Record } from './record/recorder.ts';
import type { Tools } from './run.ts';
import { assemble } from './state.ts';

/** One run from its first request to the last: prepare, read, map and write, reconcile. Throws what ends it. */
export async function sync(settings: Settings, tools: Tools, record: Record): Promise<void> {
  const planning = settings.mode === 'plan';
  const start = createStart(settings, tools);
  try {
    const prepared = await section('Prepare', tools, record, () =>
      prepareAll(settings, tools, record, start),
    );
    const found = prepared.parsed ?? (await mappingFromPort(prepared, tools, record, planning));
    if (!found) return;
    const parsed = choosePart(found, tools.kinds, settings.scope, tools.inputLabel);
    const { now, mapper, compiled, finding } = await start.ready(parsed);
    const run = await assemble(settings, tools, record, { ...prepared, ...compiled }, mapper, now);
    const reads = await section('Permissions', tools, record, async () =>
      tellReadable(await finding, tools.organisations, record.report.organisations, {
        log: tools.log,
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
    await start.close();
  }
}

async function prepareAll(settings: Settings, tools: Tools, record: Record, start: Start): Promise<Prepared> {
  const { clock, log, port, stop } = tools;
  tellSettings(log, settings, tools.organisations);
  const mapping = await givenMapping(settings.mapping, tools.kinds);
  const given = mapping && choosePart(mapping, tools.kinds, settings.scope, tools.inputLabel);
  if (given) start.begin(given);
  const { wait, staleAfter } = settings.overlap;
  const overlap = { limit: wait * 1000, staleAfter: staleAfter * 1000, label: tools.inputLabel };
  const { integration, waited, dead }: Waited =
    settings.mode === 'plan'
      ? { integration: await port.integration(), waited: 0 }
      : await waitForOtherRun(port, { clock, log, signal: stop.signal, ...overlap });
  if (waited > 0) {
    record.report.warnings.push(`Waited ${duration(waited / 1000)} for the end of another run.`);
    start.forget();
  }
  const prepared = await prepare(settings, port, integration, given, tools.kinds, tools.tool.version);
  return { ...prepared, ...(dead !== undefined && { dead }) };
}

async function section<T>(title: string, tools: Tools, record: Record, work: () => Promise<T>): Promise<T> {
  const end = tools.log.group(title);
  try {
    return await record.phase(title, work);
  } finally {
    end();
  }
}
