// Measures the bundle against the emulators, each in a process of its own: `npm run bench`, `npm run bench -- --large`;
// both put their tables into docs/performance.md.
// `npm run bench -- --incremental` measures full syncs and increments side by side.
// `npm run bench -- --against '<command>'` puts another exporter beside it, on the same services.
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { hostname, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { madePart } from '../scripts/lib/made-part.ts';
import { findNode20 } from '../scripts/lib/node-20.ts';
import type { Preset } from '../test/emulators/azure-devops/index.ts';
import { against } from './against.ts';
import { bareAzureDevOps, barePort } from './bare-client.ts';
import { type Setting, sync } from './bundle.ts';
import {
  better,
  type Figures,
  figuresOf,
  growthOf,
  type Provenance,
  type Results,
  type Step,
} from './figures.ts';
import { incrementalMarkdown, measureIncremental } from './incremental.ts';
import { provenance } from './machine.ts';
import { type MappingName, mappings } from './mappings.ts';
import { type Group, large, ordinary } from './plan.ts';
import { type ServiceProcess, startService } from './services.ts';
import { measureStartUp } from './start-up.ts';
import { markdown } from './table.ts';
import { measureThrottled } from './throttled.ts';
import { timeline } from './timeline.ts';

const { values } = parseArgs({
  options: {
    /** 400,000 raw items, besides 40,000. */
    large: { type: 'boolean', default: false },
    /** Full syncs and increments, in place of all else. */
    incremental: { type: 'boolean', default: false },
    repeat: { type: 'string' },
    /** Latencies to measure, ms; the others are left out: `--latency 0 --latency 20`. */
    latency: { type: 'string', multiple: true },
    /** Mappings to measure; the others are left out: `--mapping examples --mapping raw`. */
    mapping: { type: 'string', multiple: true },
    bundle: { type: 'string', default: 'dist' },
    /** A command that does one sync; with one `--mapping`, `--scale` and `--latency`. */
    against: { type: 'string' },
    /** Names of projects without quotation marks, on which Port's exporter stumbles. */
    'plain-names': { type: 'boolean', default: false },
    scale: { type: 'string' },
    /** Name of the results file, instead of the host's. */
    machine: { type: 'string', default: hostname() },
  },
});

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = join(root, 'build/bench');
const bundle = resolve(root, values.bundle);
const fileOf = (mapping: MappingName) => join(scratch, `${mapping}.json`);
const repetitions = Number(values.repeat ?? (values.large ? 1 : 3));

if (values.against !== undefined) {
  const { against: command, mapping: [mapping = 'default'] = [], latency: [latency = '0'] = [] } = values;
  const tables = await against({
    command,
    mapping: mapping as MappingName,
    scale: (values.scale ?? 'demo') as Preset,
    latencyMs: Number(latency),
    plainNames: values['plain-names'],
    bundle,
  });
  console.log(tables);
  process.exit();
}

await mkdir(scratch, { recursive: true });
for (const [name, { document }] of Object.entries(mappings))
  await writeFile(fileOf(name as MappingName), document);

async function keep(results: Provenance, suffix: string, tables: string): Promise<void> {
  const name = `${results.date.slice(0, 10)}-${values.machine}${suffix}.json`;
  await writeFile(join(root, 'bench/results', name), `${JSON.stringify(results, null, 2)}\n`);
  console.log(`\n${tables}\nbench/results/${name}`);
}

if (values.incremental) {
  const { mapping: [mapping = 'examples'] = [], latency = ['0', '50', '100'], scale = 'medium' } = values;
  const runs = await measureIncremental({
    setting: { node: process.execPath, bundle, mapping: fileOf(mapping as MappingName) },
    scale: scale as Preset,
    mapping: mapping as MappingName,
    latencies: latency.map(Number),
    repetitions,
  });
  const results = { ...provenance(values.machine, root), runs };
  await keep(results, '-incremental', incrementalMarkdown(results));
  process.exit();
}

const plan = (values.large ? large : ordinary).filter(
  ({ mapping }) => values.mapping?.includes(mapping) ?? true,
);

const steps: Step[] = ['first sync', 'unchanged', '1 % changed'];
const figures = new Map<string, Figures>();

async function measured(
  step: Step,
  { scale, mapping }: Group,
  latencyMs: number,
  setting: Setting,
  services: readonly ServiceProcess[],
): Promise<void> {
  const before = await Promise.all(services.map((s) => s.order({ latency: latencyMs })));
  const run = await sync(setting);
  const after = await Promise.all(services.map((s) => s.order({})));
  const one = figuresOf(run, {
    scale,
    mapping,
    latencyMs,
    step,
    load: loadavg()[0] ?? 0,
    emulatorCpuSeconds: after.map(({ cpuSeconds }, i) => cpuSeconds - (before[i]?.cpuSeconds ?? 0)),
  });
  const key = `${scale} ${mapping} ${latencyMs} ms ${step}`;
  figures.set(key, better(figures.get(key), one));
  const memory = Math.round(one.peakMemoryBytes / 1e6);
  console.log(
    `${key}: ${one.wallSeconds.toFixed(2)} s, CPU ${one.cpuSeconds.toFixed(2)} s, ${memory} MB, ${one.entities} entities`,
  );
}

/** A first sync into an empty Port, one with nothing to do, and one after a hundredth has changed. */
async function runGroup(group: Group, latency: number, azureDevOps: ServiceProcess, seed: number) {
  const { mapping } = group;
  const port = await startService({ service: 'port', mapping });
  const setting = { node: process.execPath, bundle, mapping: fileOf(mapping), azureDevOps, port };
  try {
    for (const step of steps) {
      if (step === '1 % changed') await azureDevOps.order({ change: 0.01, seed });
      await measured(step, group, latency, setting, [azureDevOps, port]);
    }
  } finally {
    port.close();
  }
}

async function picture(azureDevOps: ServiceProcess): Promise<void> {
  const port = await startService({ service: 'port', mapping: 'examples' });
  try {
    for (const service of [azureDevOps, port]) await service.order({ latency: 20 });
    const setting = { node: process.execPath, bundle, mapping: fileOf('examples'), azureDevOps, port };
    await writeFile(
      join(root, 'docs/timeline.svg'),
      timeline(await sync(setting, { trace: true }), port.url),
    );
  } finally {
    port.close();
  }
}

async function startUps(): Promise<Pick<Results, 'startUp' | 'bareClients'>> {
  const azureDevOps = await startService({ service: 'azure-devops', scale: 'medium' });
  const port = await startService({ service: 'port', mapping: 'examples' });
  try {
    const { document } = mappings.examples;
    const setting = { bundle, mapping: fileOf('examples'), document, azureDevOps, port };
    const startUp: Results['startUp'] = [];
    for (const node of [findNode20(), process.execPath])
      for (const inputs of ['few inputs', 'every input'] as const)
        if (node) startUp.push(await measureStartUp({ ...setting, node }, inputs, 15));
    const bareClients = [...(await bareAzureDevOps(azureDevOps)), ...(await barePort(port))];
    return { startUp, bareClients };
  } finally {
    azureDevOps.close();
    port.close();
  }
}

const sizes = async () =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(bundle))
        .filter((name) => name.endsWith('.js'))
        .map(async (name) => [name, (await stat(join(bundle, name))).size]),
    ),
  );

const started = await startUps();
for (const group of plan) {
  const { scale, mapping } = group;
  const latencies = group.latencies.filter((ms) => values.latency?.includes(String(ms)) ?? true);
  const azureDevOps = await startService({ service: 'azure-devops', scale });
  try {
    for (const latency of latencies)
      for (let i = 0; i < repetitions; i++) await runGroup(group, latency, azureDevOps, i + 1);
    if (scale === 'medium' && mapping === 'examples' && !values.large) await picture(azureDevOps);
  } finally {
    azureDevOps.close();
  }
}
const throttled = await measureThrottled({ node: process.execPath, bundle, mapping: fileOf('examples') });

const runs = [...figures.values()];
const results: Results = {
  ...provenance(values.machine, root),
  bundleBytes: await sizes(),
  ...started,
  runs,
  throttled,
  growth: growthOf(runs),
};
const tables = markdown(results, values.large);
await keep(results, values.large ? '-large' : '', tables);
// A part of the plan would leave a page with half of its figures.
if (values.latency === undefined && values.mapping === undefined) {
  const page = join(root, 'docs/performance.md');
  const name = values.large ? 'bench, large' : 'bench';
  await writeFile(page, madePart(await readFile(page, 'utf8'), name, `\n${tables}\n`));
  console.log('docs/performance.md');
}
