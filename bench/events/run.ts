// Measures the always-on process with events, between the emulators: `npm run bench:events`. It prints a histogram of the
// delays, what became of a burst, and what the process takes at rest, and writes them to bench/results.
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { cpus, hostname, loadavg, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { version } from '../../src/app/version.ts';
import { number, table } from '../table.ts';
import { type Burst, type Delays, type Idle, measureBurst, measureDelays, measureIdle } from './measure.ts';
import { openScene, type Scene } from './scene.ts';
import { waitFor } from './wait-for.ts';

const { values } = parseArgs({
  options: {
    bundle: { type: 'string', default: 'dist' },
    /** Events a second, and for how many seconds. */
    rate: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '60' },
    burst: { type: 'string', default: '20000' },
    /** Seconds at rest. */
    idle: { type: 'string', default: '120' },
    /** Name of the results file, instead of the host's. An empty name writes no file: `--machine ''`. */
    machine: { type: 'string', default: hostname() },
  },
});

const root = fileURLToPath(new URL('../..', import.meta.url));
const perSecond = Number(values.rate);
const seconds = Number(values.seconds);
const burstOf = Number(values.burst);
const loads = [loadavg()[0] ?? 0];

/** Seconds that each part may take beyond what it sends or rests: the machine may be busy with other work. */
const PATIENCE = 600;

const measure = async (scene: Scene) => {
  const delays = (items: number, name: string) =>
    waitFor(
      `the events ${name} in the catalog`,
      seconds + PATIENCE,
      measureDelays(scene, { perSecond, seconds, items, name }),
    );
  const distinct = await delays(scene.items.length, 'of each');
  const repeated = await delays(perSecond, 'of some');
  const burst = await waitFor('the burst in the catalog', PATIENCE, measureBurst(scene, burstOf));
  loads.push(loadavg()[0] ?? 0);
  const atRest = Number(values.idle);
  const idle = await waitFor(`the end of ${atRest} s at rest`, atRest + PATIENCE, measureIdle(scene, atRest));
  loads.push(loadavg()[0] ?? 0);
  return { distinct, repeated, burst, idle };
};

const opened = openScene(resolve(root, values.bundle), burstOf);
const scene = await waitFor('the first resync', PATIENCE, opened).catch(ended);
const { distinct, repeated, burst, idle } = await measure(scene).catch(async (error) => {
  await scene.close();
  return ended(error);
});
await scene.close();

/** Exit at once: timers that still wait would hold the process. */
function ended(error: unknown): never {
  console.error(error);
  process.exit(1);
}

const megabytes = (bytes: number) => `${number(bytes / 1e6)} MB`;
const delayRow = (what: string, { events, p50, p95, p99, most, overtaken, lost }: Delays) => [
  what,
  ...[events, p50, p95, p99, most, overtaken, lost].map((value) => number(value)),
];
const histogram = (delays: Delays): string =>
  delays.histogram
    .map(([bound, count]) => {
      const bar = '#'.repeat(Math.ceil((count / delays.events) * 60));
      return `${(bound === undefined ? 'longer' : `${bound} ms`).padStart(9)} ${String(count).padStart(6)} ${bar}`;
    })
    .join('\n');
const burstLines = ({
  events,
  items,
  takenSeconds,
  writtenSeconds,
  answers,
  requests,
  bytes,
  lost,
}: Burst) => [
  `${number(events)} events of ${number(items)} items at once: taken in ${number(takenSeconds, 1)} s, in the catalog after ${number(writtenSeconds, 1)} s, ${number(lost)} lost`,
  `answers ${JSON.stringify(answers)}; ${number(requests.azureDevOps)} requests to Azure DevOps, ${number(requests.port)} to Port`,
  `memory of the process ${megabytes(bytes.before)} before, ${megabytes(bytes.most)} at the most (with its worker ${megabytes(bytes.mostOfAll)}), ${megabytes(bytes.after)} after`,
];
const idleLine = ({ seconds: of, bytes, cpuShare }: Idle) =>
  `at rest, over ${number(of)} s: ${megabytes(bytes)}, ${number(cpuShare * 100, 2)} % of a core`;

console.log(
  [
    `Load of the machine: ${loads.map((load) => number(load, 1)).join(', ')}. Above one for each core something else ran too, and times are upper bounds.`,
    table(
      ['ms from the event to the write', 'events', 'p50', 'p95', 'p99', 'most', 'overtaken', 'lost'],
      [
        delayRow(`${perSecond} a second, each of another item`, distinct),
        delayRow(`${perSecond} a second, of ${repeated.items} items`, repeated),
      ],
    ),
    histogram(distinct),
    `of ${repeated.items} items:\n${histogram(repeated)}`,
    ...burstLines(burst),
    idleLine(idle),
  ].join('\n\n'),
);

if (values.machine !== '') {
  const date = new Date().toISOString();
  const git = (...words: string[]) => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
  const [cpu] = cpus();
  const results = {
    machine: { name: values.machine, cpu: cpu?.model, cores: cpus().length, memoryBytes: totalmem() },
    date,
    versions: { product: version, node: process.version, commit: git('rev-parse', 'HEAD') },
    loads,
    delays: [distinct, repeated],
    burst,
    idle,
  };
  const path = join(root, 'bench/results', `${date.slice(0, 10)}-${values.machine}-events.json`);
  await writeFile(path, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`\nWrote ${path}`);
}
