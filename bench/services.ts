import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Preset, RateLimit } from '../test/emulators/azure-devops/index.ts';
import type { Catalog } from '../test/emulators/port/types.ts';
import type { MappingName } from './mappings.ts';

/** Options that a service process is started with. */
export type ServiceOptions =
  /**
   * `live`: what is changed has the time at which it is. `plainNames`: no project has a quotation mark in its name,
   * which Port's exporter writes into WIQL as it is.
   */
  | {
      service: 'azure-devops';
      scale: Preset;
      rateLimit?: Pick<RateLimit, 'budget' | 'window'>;
      live?: true;
      plainNames?: boolean;
    }
  /** `integration`: the identifier of one that has the mapping. */
  | { service: 'port'; mapping: MappingName; integration?: string };

/** Orders to a service process; it answers each. */
export interface Order {
  /** Milliseconds every answer takes from now on. */
  latency?: number;
  /** Share of all items that reads differently from now on. */
  change?: number;
  seed?: number;
  /** Forgets the first request. */
  reset?: true;
  /** Port tells all that it holds. */
  catalog?: true;
}

export interface Told {
  /** CPU time since the process began. */
  cpuSeconds: number;
  /** Time of the first request since the last reset, ms since 1970. */
  firstRequest?: number;
  /** Port: how many it holds. */
  entities?: number;
  catalog?: Catalog;
  /** `METHOD route` → requests since the process began. */
  routes: Record<string, number>;
}

export interface ServiceProcess {
  url: string;
  order(order: Order): Promise<Told>;
  close(): void;
}

/** Starts an emulator in a process of its own, on the Node that runs this. */
export async function startService(options: ServiceOptions): Promise<ServiceProcess> {
  const program = fileURLToPath(new URL('./emulator-process.ts', import.meta.url));
  const child = fork(program, [JSON.stringify(options)], {
    execArgv: ['--max-old-space-size=8192', '--disable-warning=ExperimentalWarning'],
  });
  const [url] = (await once(child, 'message')) as [string];
  return {
    url,
    async order(order) {
      const told = once(child, 'message');
      child.send(order);
      return (await told)[0] as Told;
    },
    close: () => child.disconnect(),
  };
}
