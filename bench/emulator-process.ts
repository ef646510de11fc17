// One emulated service in a process of its own, told what to do over IPC. Its argument is a ServiceOptions as JSON.
import { systemClock } from '../src/lib/async/clock.ts';
import { createAzureDevOpsEmulator, createOrganisation } from '../test/emulators/azure-devops/index.ts';
import { createPortEmulator } from '../test/emulators/port/emulator.ts';
import type { PortEmulator } from '../test/emulators/port/types.ts';
import type { EmulatedRequest } from '../test/emulators/types.ts';
import { type MappingName, mappings } from './mappings.ts';
import type { Order, ServiceOptions, Told } from './services.ts';

const options = JSON.parse(process.argv[2] ?? '') as ServiceOptions;

/** No limit of the service's own: what is measured is the client. */
const unlimited = { bulk: 1e9, search: 1e9, blueprint: 1e9, single: 1e9, other: 1e9 };

/** Port with the blueprints that the mapping needs. An integration that is named has the mapping stored. */
function createPort(mapping: MappingName, integration: string | undefined): PortEmulator {
  const port = createPortEmulator({ clock: systemClock, record: 'counts', rateLimits: unlimited });
  const { blueprints, document } = mappings[mapping];
  port.seedBlueprints(blueprints);
  if (integration !== undefined) {
    const config = JSON.parse(document);
    port.seedIntegration({ identifier: integration, config, arePortResourcesInitialized: true });
  }
  return port;
}

const port = options.service === 'port' ? createPort(options.mapping, options.integration) : undefined;
const organisation =
  options.service === 'azure-devops'
    ? createOrganisation({
        name: 'contoso',
        scale: options.scale,
        ...(options.live && { time: Date.now }),
      })
    : undefined;
if ('plainNames' in options && options.plainNames)
  for (const project of organisation?.all('project') ?? [])
    if (project.item.name.includes("'")) project.update({ name: project.item.name.replaceAll("'", '') });
const emulator =
  port ??
  createAzureDevOpsEmulator({
    organisations: organisation ? [organisation] : [],
    clock: systemClock,
    record: 'counts',
    ...('rateLimit' in options && options.rateLimit && { rateLimit: options.rateLimit }),
  });

let firstRequest: number | undefined;
// Called for every request before it is answered, and never true: nothing goes wrong here.
emulator.faults.push({
  match: (_: EmulatedRequest) => {
    firstRequest ??= performance.timeOrigin + performance.now();
    return false;
  },
  fault: { type: 'status', status: 500 },
});

const obey = (order: Order): void => {
  if (order.latency !== undefined) emulator.latency = order.latency;
  if (order.change !== undefined) organisation?.change({ share: order.change, seed: order.seed ?? 1 });
  if (order.reset) firstRequest = undefined;
};

const tell = (order: Order): Told => {
  const { user, system } = process.cpuUsage();
  return {
    cpuSeconds: (user + system) / 1e6,
    routes: emulator.counts(),
    ...(firstRequest !== undefined && { firstRequest }),
    ...(port && { entities: port.entities().length }),
    ...(port && order.catalog && { catalog: port.catalog() }),
  };
};

process.on('message', (order: Order) => {
  obey(order);
  process.send?.(tell(order));
});
process.on('disconnect', () => process.exit());
const { url } = await emulator.listen();
process.send?.(url);
