// Measures the bundle against the emulators, each in a process of its own: `npm run bench`, `npm run bench -- --large`.
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { cpus, hostname, loadavg, platform, release, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findNode20 } from '../scripts/lib/node-20.ts';
import { version } from '../src/app/version.ts';
import type { Preset } from '../test/emulators/azure-devops/index.ts';
import { bareAzureDevOps, barePort } from './bare-client.ts';
import { type Setting, sync } from './bundle.ts';
import { mappings } from './mappings.ts';
import { better, type Figures, figuresOf, growthOf, type Results, type Step } from './results.ts';
import { type ServiceProcess, startAzureDevOps, startPort } from './services.ts';
import { measureStartUp } from './start-up.ts';
import { markdown } from './table.ts';
import { timeline } from './timeline.ts';

const { values } = parseArgs({
  options: {
    /** 400,000 raw items, at 0 and 100 ms, besides the others at 0. */
    large: { type: 'boolean', default: false },
    repeat: { type: 'string' },
    /** Only at these, ms: `--latency 0 --latency 20`. */
    latency: { type: 'string', multiple: true },
    bundle: { type: 'string', default: 'dist' },
    /** Of the results file, instead of the host's. */
    machine: { type: 'string', default: hostname() },
  },
});

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = join(root, 'build/bench');
const bundle = resolve(root, values.bundle);
const repetitions = Number(values.repeat ?? (values.large ? 1 : 3));

const plan: { scale: Preset; latencies: number[] }[] = values.large
  ? [
      { scale: 'medium', latencies: [0] },
      { scale: 'large', latencies: [0, 100] },
    ]
  : [
      { scale: 'demo', latencies: [0, 20, 100] },
      { scale: 'medium', latencies: [0, 20, 100] },
    ];

const steps: Step[] = ['first sync', 'unchanged', '1 % changed'];
const figures = new Map<string, Figures>();

async function measured(
  step: Step,
  scale: Preset,
  latencyMs: number,
  setting: Setting,
  services: readonly ServiceProcess[],
): Promise<void> {
  const before = await Promise.all(services.map((s) => s.order({ latency: latencyMs })));
  const run = await sync(setting);
  const after = await Promise.all(services.map((s) => s.order({})));
  const one = figuresOf(run, {
    scale,
    latencyMs,
    step,
    load: loadavg()[0] ?? 0,
    emulatorCpuSeconds: after.map(({ cpuSeconds }, i) => cpuSeconds - (before[i]?.cpuSeconds ?? 0)),
  });
  const key = `${scale} ${latencyMs} ${step}`;
  figures.set(key, better(figures.get(key), one));
  const memory = Math.round(one.peakMemoryBytes / 1e6);
  console.log(
    `${key}: ${one.wallSeconds.toFixed(2)} s, CPU ${one.cpuSeconds.toFixed(2)} s, ${memory} MB, ${one.entities} entities`,
  );
}

/** A first sync into an empty Port, one with nothing to do, and one after a hundredth has changed. */
async function group(scale: Preset, latency: number, azureDevOps: ServiceProcess, seed: number) {
  const port = await startPort('examples');
  const setting = {
    node: process.execPath,
    bundle,
    mapping: join(scratch, 'mapping.json'),
    azureDevOps,
    port,
  };
  try {
    for (const step of steps) {
      if (step === '1 % changed') await azureDevOps.order({ change: 0.01, seed });
      await measured(step, scale, latency, setting, [azureDevOps, port]);
    }
  } finally {
    port.close();
  }
}

async function picture(azureDevOps: ServiceProcess): Promise<void> {
  const port = await startPort('examples');
  try {
    for (const service of [azureDevOps, port]) await service.order({ latency: 20 });
    const setting = {
      node: process.execPath,
      bundle,
      mapping: join(scratch, 'mapping.json'),
      azureDevOps,
      port,
    };
    await writeFile(
      join(root, 'docs/timeline.svg'),
      timeline(await sync(setting, { trace: true }), port.url),
    );
  } finally {
    port.close();
  }
}

async function startUps(): Promise<Pick<Results, 'startUp' | 'bareClients'>> {
  const azureDevOps = await startAzureDevOps('medium');
  const port = await startPort('examples');
  try {
    const setting = { bundle, mapping: join(scratch, 'mapping.json'), azureDevOps, port };
    const startUp: Results['startUp'] = [];
    for (const node of [findNode20(), process.execPath]) {
      if (node) startUp.push(await measureStartUp({ ...setting, node }, 15));
    }
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

await mkdir(scratch, { recursive: true });
await writeFile(join(scratch, 'mapping.json'), mappings.examples.document);
const started = await startUps();
for (const { scale, latencies: all } of plan) {
  const latencies = all.filter((ms) => values.latency?.includes(String(ms)) ?? true);
  const azureDevOps = await startAzureDevOps(scale);
  try {
    for (const latency of latencies)
      for (let i = 0; i < repetitions; i++) await group(scale, latency, azureDevOps, i + 1);
    if (scale === 'medium' && !values.large) await picture(azureDevOps);
  } finally {
    azureDevOps.close();
  }
}

const runs = [...figures.values()];
const results: Results = {
  machine: {
    name: values.machine,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${platform()} ${release()}`,
  },
  date: new Date().toISOString(),
  versions: {
    product: version,
    node: process.version,
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
  },
  bundleBytes: await sizes(),
  ...started,
  runs,
  growth: growthOf(runs),
};
const name = `${results.date.slice(0, 10)}-${values.machine}${values.large ? '-large' : ''}.json`;
await writeFile(join(root, 'bench/results', name), `${JSON.stringify(results, null, 2)}\n`);
console.log(`\n${markdown(results)}\nbench/results/${name}`);
