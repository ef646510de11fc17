import { compose } from '../../src/app/compose.ts';
import type { Outside } from '../../src/app/outside.ts';
import { createTouchedItems, type TouchedItems } from '../../src/app/touched-items.ts';
import { readEvent } from '../../src/events/read-event.ts';
import { resolveTouched } from '../../src/events/resolve-touched.ts';
import { type Transport, TransportError } from '../../src/http/types.ts';
import { Cancelled } from '../../src/lib/errors.ts';
import { type Log, silent } from '../../src/lib/log.ts';
import type { Mapping } from '../../src/mapping/types.ts';
import type { WriteEvent } from '../../src/port/port.ts';
import type { Change } from '../../src/report/change.ts';
import type { Report } from '../../src/report/report.ts';
import type { Settings } from '../../src/settings/types.ts';
import type { SyncContext } from '../../src/sync/context.ts';
import type { ItemsOutcome } from '../../src/sync/items/items-outcome.ts';
import { type Items, openItems } from '../../src/sync/items/open-items.ts';
import { createSpools } from '../../src/sync/load/spool.ts';
import { run } from '../../src/sync/run.ts';
import {
  type AzureDevOpsEmulator,
  createAzureDevOpsEmulator,
  createOrganisation,
  type OrganisationOptions,
} from '../emulators/azure-devops/index.ts';
import { type VirtualClock, virtualClock } from '../emulators/kit/clock.ts';
import { createPortEmulator } from '../emulators/port/emulator.ts';
import type { PortEmulator, PortEmulatorOptions } from '../emulators/port/types.ts';
import { testSettings } from '../support/settings.ts';

export { identifier } from '../support/settings.ts';

/** The whole product but for its host, in this process, between both emulators on one clock. */
export interface Product {
  clock: VirtualClock;
  azureDevOps: AzureDevOpsEmulator;
  port: PortEmulator;
  sync(settings?: Partial<Settings>, log?: Log): Promise<Ended>;
  /** A process that takes runs over single items, one after the other. */
  openItems(settings?: Partial<Settings>, log?: Log): Promise<ItemsProcess>;
  /** The reader and writer of an always-on process, for events. */
  openWorker(settings?: Partial<Settings>, log?: Log): TouchedItems & Pick<Ended, 'changes'>;
  /** Ends the run under way; by Cancelled, as its host would. */
  stop(reason: unknown): void;
  /** Kill of all that is under way, as by `kill -9`: none of it asks for anything any more, nor hears an answer. */
  kill(): void;
}

export interface Ended {
  report: Report;
  changes: Change[];
}

export interface ItemsProcess extends Items {
  /** Runs over what an event's payload touches. */
  hear(payload: object): Promise<ItemsOutcome | undefined>;
  /** Changes of all its runs. */
  changes: Change[];
}

export interface ProductOptions {
  /** An emulator in the place of its own: several products then read one organisation. */
  emulator?: AzureDevOpsEmulator;
  organisation?: Partial<OrganisationOptions>;
  azureDevOps?: Partial<Parameters<typeof createAzureDevOpsEmulator>[0]>;
  port?: Partial<PortEmulatorOptions>;
  clock?: VirtualClock;
  /** The jitter of waits. */
  random?(): number;
  temporaryDirectory?: string;
  /** Characters that wait in memory before they go to disk. */
  spoolInMemory?: number;
  jobProject?: string;
  federatedToken?: Outside['federatedToken'];
  /** The tool's version in each run, the last one in those that follow. */
  versions?: readonly string[];
  /** Replacements for parts that the run works with. */
  tools?(tools: SyncContext): Partial<SyncContext>;
  /** Told every change; a rejection is that of a file that cannot be written. */
  changed?(change: Change): Promise<void>;
  /** A wrapper of the transport to Azure DevOps: other hosts (Entra ID), requests held up. */
  around?(transport: Transport): Transport;
  /** A wrapper of the transport to Port. */
  aroundPort?(transport: Transport): Transport;
}

export function createProduct(options: ProductOptions = {}): Product {
  const clock = options.clock ?? virtualClock();
  const azureDevOps = options.emulator ?? emulatorOf(options, clock);
  const port = createPortEmulator({ clock, ...options.port });
  const services = { clock, azureDevOps, port };
  let stop = new AbortController();
  let cancel = new AbortController();
  let runs = 0;
  let living: Life[] = [];
  const begin = (settings: Partial<Settings>, log: Log, writesAs?: WriteEvent) => {
    stop = new AbortController();
    cancel = new AbortController();
    runs += 1;
    const life = { isDead: false, stop };
    living.push(life);
    const started = { number: runs, life, cancelled: cancel.signal, log, writesAs };
    return processOf(options, services, testSettings(settings), started);
  };
  return {
    ...services,
    stop(reason) {
      if (reason instanceof Cancelled) cancel.abort(reason);
      stop.abort(reason);
    },
    kill() {
      for (const life of living) {
        life.isDead = true;
        life.stop.abort(new Cancelled('The process was killed.'));
      }
      living = [];
    },
    openWorker(settings = {}, log = silent) {
      const { all, tools, changes } = begin(settings, log, 'http_request');
      return { ...createTouchedItems(all, tools), changes };
    },
    async sync(settings = {}, log = silent) {
      const { all, tools, changes } = begin(settings, log);
      const report = await run(all, tools);
      return { report, changes };
    },
    async openItems(settings = {}, log = silent) {
      const { all, tools, changes } = begin(settings, log, 'http_request');
      const items = await openItems(all, tools);
      const organisations = tools.organisations.map(({ devops }) => devops.organisation);
      return {
        ...items,
        changes,
        async hear(payload) {
          const { touched } = readEvent(payload, { organisations });
          const { paths, failure } = await resolveTouched(touched, { ...tools, kinds: items.kinds });
          if (failure) throw failure;
          return paths.length === 0 ? undefined : items.run(paths);
        },
      };
    },
  };
}

const emulatorOf = (
  { organisation, azureDevOps }: ProductOptions,
  clock: VirtualClock,
): AzureDevOpsEmulator =>
  createAzureDevOpsEmulator({
    organisations: [
      createOrganisation({
        seed: 1,
        name: 'contoso',
        now: new Date(Date.UTC(2026, 0, 5)),
        time: () => clock.now(),
        ...organisation,
      } as OrganisationOptions),
    ],
    clock,
    ...azureDevOps,
  });

interface Life {
  isDead: boolean;
  stop: AbortController;
}

interface Started {
  number: number;
  life: Life;
  cancelled: AbortSignal;
  log: Log;
  writesAs: WriteEvent | undefined;
}

/** The parts of a process, put together as its host would. */
function processOf(
  options: ProductOptions,
  { clock, azureDevOps, port }: Pick<Product, 'clock' | 'azureDevOps' | 'port'>,
  all: Settings,
  { number, life, cancelled, log, writesAs }: Started,
) {
  const { versions = ['0.1.0'], around = (one) => one, aroundPort = (one) => one } = options;
  const version = versions[number - 1] ?? versions.at(-1) ?? '';
  const changes: Change[] = [];
  const tools = compose(all, {
    clock,
    transports: {
      azureDevOps: mortal(around(azureDevOps.transport(clock)), life),
      port: mortal(aroundPort(port.transport(clock)), life),
    },
    log,
    tool: { name: 'test', version, runtime: 'test', host: 'terminal' },
    runId: `run-${number}`,
    ...(writesAs && { writesAs }),
    secret() {},
    mask: (text) => text,
    async change(change) {
      changes.push(change);
      await options.changed?.(change);
    },
    stop: life.stop,
    cancelled,
    ...(options.random && { random: options.random }),
    ...(options.temporaryDirectory && { temporaryDirectory: options.temporaryDirectory }),
    ...(options.jobProject && { jobProject: options.jobProject }),
    ...(options.federatedToken && { federatedToken: options.federatedToken }),
  });
  const replaced = options.tools?.(tools) ?? {};
  const createMapper = replaced.createMapper ?? tools.createMapper;
  return {
    all,
    changes,
    tools: {
      ...tools,
      ...replaced,
      ...(options.spoolInMemory !== undefined && {
        spools: createSpools(options.temporaryDirectory, options.spoolInMemory),
      }),
      createMapper: (mapping: Mapping) => onClock(createMapper(mapping), clock),
    },
  };
}

/** A mapper that holds the virtual clock: its engine works in threads, of which the clock knows nothing. */
const onClock = (made: ReturnType<SyncContext['createMapper']>, clock: VirtualClock): typeof made => ({
  ...made,
  check: () => clock.hold(made.check()),
  map: (...args: Parameters<typeof made.map>) => clock.hold(made.map(...args)),
  identify: (...args: Parameters<typeof made.identify>) => clock.hold(made.identify(...args)),
});

/** A transport of a process that may be killed: what was sent by then has its effect, and nobody hears of it. */
const mortal =
  (transport: Transport, life: Life): Transport =>
  async (request) => {
    const killed = () => new TransportError('aborted', 'the process was killed');
    if (life.isDead) throw killed();
    const answer = await transport(request);
    if (life.isDead) throw killed();
    return answer;
  };
