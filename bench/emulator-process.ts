// One emulated service in a process of its own, told what to do over IPC: `emulator-process.ts azure-devops <scale>`,
// `emulator-process.ts port <mapping>`, with the blueprints that the mapping needs.
import { systemClock } from '../src/lib/clock.ts';
import {
  createAzureDevOpsEmulator,
  createOrganisation,
  type Preset,
} from '../test/emulators/azure-devops/index.ts';
import { createPortEmulator } from '../test/emulators/port/emulator.ts';
import type { PortEmulator } from '../test/emulators/port/types.ts';
import type { EmulatedRequest } from '../test/emulators/types.ts';
import { type MappingName, mappings } from './mappings.ts';
import type { Order, ServiceName, Told } from './services.ts';

const [service, of] = process.argv.slice(2) as [ServiceName, string];

/** No limit of the service's own: what is measured is the client. */
const unlimited = { bulk: 1e9, search: 1e9, blueprint: 1e9, single: 1e9, other: 1e9 };

const createPort = (): PortEmulator => {
  const port = createPortEmulator({ clock: systemClock, record: 'counts', rateLimits: unlimited });
  port.seedBlueprints(mappings[of as MappingName].blueprints);
  return port;
};

const organisation = createOrganisation({
  name: 'contoso',
  scale: service === 'port' ? 'demo' : (of as Preset),
});
const emulator =
  service === 'port'
    ? createPort()
    : createAzureDevOpsEmulator({ organisations: [organisation], clock: systemClock, record: 'counts' });

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
  if (order.change !== undefined) organisation.change({ share: order.change, seed: order.seed ?? 1 });
  if (order.reset) firstRequest = undefined;
};

const tell = (): Told => {
  const { user, system } = process.cpuUsage();
  return {
    cpuSeconds: (user + system) / 1e6,
    ...(firstRequest !== undefined && { firstRequest }),
    ...('writes' in emulator && { entities: (emulator as PortEmulator).entities().length }),
  };
};

process.on('message', (order: Order) => {
  obey(order);
  process.send?.(tell());
});
process.on('disconnect', () => process.exit());
const { url } = await emulator.listen();
process.send?.(url);
