// Plays schedules of faults: `npm run chaos -- --seeds 1000 [--from N]`, or one, told in full: `--seed N`; of
// one sort of run alone: `--plays full` or `--plays incremental`; or an always-on process that takes events: `--events`.
// `--sweep [--route TEXT] [--fault TEXT] [--step N]` plays every fault of the grammar on every route instead.
// The outcome is in build/, or where `--output` says; bench/results keeps those of long runs.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { type Log, silent } from '../../src/lib/log.ts';
import { playEvents } from './events/play-events.ts';
import { playIncrements } from './increments.ts';
import { play } from './play.ts';
import type { Played } from './played.ts';
import { runSweep } from './sweep/run.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    sweep: { type: 'boolean', default: false },
    route: { type: 'string' },
    fault: { type: 'string' },
    plays: { type: 'string', default: 'all' },
    events: { type: 'boolean', default: false },
    step: { type: 'string', default: '1' },
    output: { type: 'string' },
  },
});

/** Plays of each seed: full syncs, and incremental runs. */
const PLAYS: Readonly<Record<string, readonly (typeof play)[]>> = {
  all: [play, playIncrements],
  full: [play],
  incremental: [playIncrements],
  events: [playEvents],
};
const plays =
  PLAYS[values.events ? 'events' : values.plays] ??
  stop(`--plays ${values.plays}: there are ${Object.keys(PLAYS).join(', ')}.`);

/** A failure, so that a run that plays nothing does not look like a success. */
function stop(message: string): never {
  console.error(message);
  process.exit(1);
}

function numberOf(flag: 'seeds' | 'from' | 'seed' | 'step'): number {
  const text = values[flag] ?? '';
  return /^[1-9]\d*$/.test(text) ? Number(text) : stop(`--${flag} ${text}: it is no whole number above 0.`);
}

const aloud: Log = {
  ...silent,
  info: console.log,
  warn: (message) => console.log(`warning: ${message}`),
  error: (message) => console.log(`error: ${message}`),
  group(title) {
    console.log(`▶ ${title}`);
    return () => {};
  },
};

const add = (sums: Record<string, number>, more: Record<string, number>) => {
  for (const [key, count] of Object.entries(more)) sums[key] = (sums[key] ?? 0) + count;
};

const sorted = (counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));

const told = ({ seed, failures }: Played) => [
  `seed ${seed} broke ${failures.length} ${failures.length === 1 ? 'rule' : 'rules'}:`,
  ...failures.map(({ rule, detail }) => `  ${rule}: ${detail}`),
];

async function one(seed: number): Promise<void> {
  const all = [];
  for (const one of plays) all.push(await one(seed, aloud));
  for (const played of all)
    console.log(JSON.stringify({ ...played, faults: sorted(played.faults) }, null, 2));
  process.exitCode = all.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

async function many(from: number, count: number, output: string): Promise<void> {
  const sums = { runs: 0, requests: 0, deleted: 0, heldBack: 0 };
  const faults: Record<string, number> = {};
  const happened: Record<string, number> = {};
  const statuses: Record<string, number> = {};
  const failed: Played[] = [];
  const began = Date.now();
  const resultOf = (schedules: number) => ({
    schedules,
    from,
    failed: failed.map(({ seed, failures }) => ({ seed, failures })),
    seconds: Math.round((Date.now() - began) / 1000),
    ...sums,
    statuses: sorted(statuses),
    faultsInjected: Object.values(faults).reduce((sum, n) => sum + n, 0),
    faults: sorted(faults),
    happened: sorted(happened),
  });
  const keep = async (result: object) => {
    await mkdir(dirname(output), { recursive: true });
    await writeFile(output, `${JSON.stringify(result, null, 2)}\n`);
  };
  for (let seed = from; seed < from + count; seed++) {
    for (const one of plays) {
      const played = await one(seed);
      if (played.failures.length > 0) {
        failed.push(played);
        console.log(told(played).join('\n'));
      }
      add(faults, played.faults);
      add(happened, played.happened);
      for (const status of played.statuses) add(statuses, { [status]: 1 });
      add(sums, {
        runs: played.statuses.length,
        requests: played.requests,
        deleted: played.deleted,
        heldBack: played.heldBack,
      });
    }
    if ((seed - from) % 50 !== 49) continue;
    console.log(`${seed - from + 1} of ${count}: ${failed.length} failed`);
    // A run that is stopped leaves what it has.
    await keep(resultOf(seed - from + 1));
  }
  const result = resultOf(count);
  await keep(result);
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = failed.length > 0 ? 1 : 0;
}

const { route, fault, output } = values;
if (values.sweep) {
  const failed = await runSweep({
    route,
    fault,
    step: numberOf('step'),
    output: output ?? 'build/sweep.json',
  });
  process.exitCode = failed > 0 ? 1 : 0;
} else if (values.seed !== undefined) await one(numberOf('seed'));
else {
  const usual = values.events ? 'build/chaos-events.json' : 'build/chaos.json';
  await many(numberOf('from'), numberOf('seeds'), output ?? usual);
}
