// Counts the round trips of a run, one after the other: `npm run bench:round-trips`. Both services answer after 50 ms of
// a clock that stands still while something is done, so that processor, start and other work on the machine take no
// part, and the same run gives the same number.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createAzureDevOpsEmulator,
  createOrganisation,
  type Preset,
} from '../test/emulators/azure-devops/index.ts';
import { virtualClock } from '../test/emulators/kit/clock.ts';
import { createProduct } from '../test/integration/product.ts';
import { type MappingName, mappings } from './mappings.ts';

const LATENCY = 50;
/** No limit of Port's own: what is measured is the client. */
const rateLimits = { bulk: 1e9, search: 1e9, blueprint: 1e9, single: 1e9, other: 1e9 };

async function count(scale: Preset, mapping: MappingName, folder: string): Promise<void> {
  const clock = virtualClock();
  const now = new Date(clock.now());
  const organisation = createOrganisation({ name: 'contoso', seed: 1, now, time: clock.now, scale });
  const emulator = createAzureDevOpsEmulator({ organisations: [organisation], clock, record: 'counts' });
  const product = createProduct({ clock, emulator, port: { record: 'counts', rateLimits } });
  product.port.seedBlueprints(mappings[mapping].blueprints);
  for (const service of [product.azureDevOps, product.port]) service.latency = LATENCY;
  const path = join(folder, `${mapping}.json`);
  await writeFile(path, mappings[mapping].document);
  const steps: [string, () => void][] = [
    ['first sync', () => {}],
    ['unchanged', () => {}],
    ['1 % changed', () => organisation.change({ share: 0.01, seed: 1 })],
    ['5 % gone', () => organisation.remove({ share: 0.05, seed: 1 })],
  ];
  for (const [step, prepare] of steps) {
    prepare();
    const began = clock.now();
    const { report } = await product.sync({
      organizationUrls: ['http://127.0.0.1:8080/contoso'],
      maxConcurrency: 32,
      mapping: { from: 'file', path },
      initializePortResources: false,
      sendRawDataExamples: true,
    });
    if (report.run.status !== 'succeeded') throw new Error(`The run ended as ${report.run.status}.`);
    const trips = Math.round((clock.now() - began) / LATENCY);
    const least = report.services.map(({ name, requests, meanConcurrencyAllowed }) => {
      const full = Math.ceil(requests / meanConcurrencyAllowed);
      return `${full} would do for ${name} (${requests} requests)`;
    });
    console.log(`${report.totals.rawItems} items, ${mapping}, ${step}: ${trips}; ${least.join(', ')}`);
  }
}

const folder = await mkdtemp(join(tmpdir(), 'round-trips-'));
try {
  for (const scale of ['demo', 'medium'] as const)
    for (const mapping of ['examples', 'default'] as const) await count(scale, mapping, folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
