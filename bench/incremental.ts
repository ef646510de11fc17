import { loadavg } from 'node:os';
import type { Preset } from '../test/emulators/azure-devops/index.ts';
import { type Setting, sync } from './bundle.ts';
import { better, type Figures, figuresOf, type IncrementalResults, type Step } from './figures.ts';
import type { MappingName } from './mappings.ts';
import { startService } from './services.ts';
import { megabytes, number, placeOf, table } from './table.ts';

/** Steps of a schedule of increments: the first reads all, later ones only what changed. */
const STEPS: readonly { step: Step; mode: 'sync' | 'incremental'; change?: number }[] = [
  { step: 'first sync', mode: 'incremental' },
  { step: 'unchanged', mode: 'sync' },
  { step: 'first increment', mode: 'incremental' },
  { step: 'second increment', mode: 'incremental' },
  { step: 'increment, unchanged', mode: 'incremental' },
  { step: 'increment, 1 % changed', mode: 'incremental', change: 0.01 },
];

export interface IncrementalBench {
  setting: Pick<Setting, 'node' | 'bundle'> & { mapping: string };
  scale: Preset;
  mapping: MappingName;
  latencies: readonly number[];
  repetitions: number;
}

/** Full syncs and increments side by side, of one schedule after the other, each on services of its own. */
export async function measureIncremental(bench: IncrementalBench): Promise<Figures[]> {
  const figures = new Map<string, Figures>();
  for (const latencyMs of bench.latencies)
    for (let i = 0; i < bench.repetitions; i++)
      for (const one of await schedule(bench, latencyMs, i + 1)) {
        const key = `${one.latencyMs} ms ${one.step}`;
        figures.set(key, better(figures.get(key), one));
        console.log(
          `${key}: ${one.services.map(({ requests }) => requests).join(' + ')} requests, ${one.wallSeconds.toFixed(2)} s`,
        );
      }
  return [...figures.values()];
}

/** Increments look five minutes back: what an earlier schedule changed must not be there. */
async function schedule(
  { setting, scale, mapping }: IncrementalBench,
  latencyMs: number,
  seed: number,
): Promise<Figures[]> {
  const azureDevOps = await startService({ service: 'azure-devops', scale, live: true });
  const port = await startService({ service: 'port', mapping });
  const services = [azureDevOps, port];
  const figures: Figures[] = [];
  try {
    for (const { step, mode, change } of STEPS) {
      if (change !== undefined) await azureDevOps.order({ change, seed });
      const before = await Promise.all(services.map((one) => one.order({ latency: latencyMs })));
      const run = await sync({ ...setting, azureDevOps, port }, { mode });
      const { since, full } = run.report.run.increments ?? {};
      if (mode === 'incremental' && step !== 'first sync' && !since)
        throw new Error(`${step}: it was a full sync, since ${full}.`);
      const after = await Promise.all(services.map((one) => one.order({})));
      const emulatorCpuSeconds = after.map((one, i) => one.cpuSeconds - (before[i]?.cpuSeconds ?? 0));
      const context = { scale, mapping, latencyMs, step, load: loadavg()[0] ?? 0, emulatorCpuSeconds };
      figures.push(figuresOf(run, context));
    }
    return figures;
  } finally {
    for (const one of services) one.close();
  }
}

const PER_REPOSITORY = /pushes|alerts|enablement/i;

/** The results as docs/incremental.md shows them. */
export function incrementalMarkdown(results: IncrementalResults): string {
  const rows = results.runs.map((run) => {
    const [azureDevOps, port] = run.services;
    const perRepository = Object.entries(azureDevOps?.routes ?? {})
      .filter(([route]) => PER_REPOSITORY.test(route))
      .reduce((sum, [, requests]) => sum + requests, 0);
    return [
      run.step,
      `${run.latencyMs} ms`,
      number(azureDevOps?.requests ?? 0),
      number(perRepository),
      number(port?.requests ?? 0),
      number(run.wallSeconds, 1),
      number(run.cpuSeconds, 1),
      megabytes(run.peakMemoryBytes),
    ];
  });
  const head = [
    ...['run', 'latency', 'requests to Azure DevOps', 'of these per repository', 'requests to Port'],
    ...['wall s', 'CPU s', 'peak MB'],
  ];
  return `${placeOf(results)}\n\n${table(head, rows)}\n`;
}
