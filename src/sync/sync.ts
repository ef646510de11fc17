import type { ParsedMapping } from '../mapping/types.ts';
import { waitForOtherRun } from '../port/overlap.ts';
import type { Settings } from '../settings.ts';
import { duration } from '../summary/format.ts';
import { assemble } from './assemble.ts';
import { type Found, findReadable, tellReadable } from './permissions.ts';
import { readAndLoad, removeGone } from './phases.ts';
import { givenMapping, prepare } from './prepare.ts';
import type { Record } from './record.ts';
import type { Tools } from './run.ts';
import { mappingFromPort } from './set-up.ts';
import { tellSettings } from './tell.ts';
import { planReads } from './tree.ts';

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

async function section<T>(title: string, tools: Tools, record: Record, work: () => Promise<T>): Promise<T> {
  const end = tools.log.group(title);
  try {
    return await record.phase(title, work);
  } finally {
    end();
  }
}
