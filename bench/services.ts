import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Preset } from '../test/emulators/azure-devops/index.ts';
import type { MappingName } from './mappings.ts';

export type ServiceName = 'azure-devops' | 'port';

/** What a service process is asked to do; it answers each order. */
export interface Order {
  /** Milliseconds every answer takes from now on. */
  latency?: number;
  /** This share of all items reads differently from now on. */
  change?: number;
  seed?: number;
  /** Forgets the first request. */
  reset?: true;
}

export interface Told {
  /** Since the process began. */
  cpuSeconds: number;
  /** When the first request since the last reset came, ms since 1970. */
  firstRequest?: number;
  /** Port: how many it holds. */
  entities?: number;
}

export interface ServiceProcess {
  url: string;
  order(order: Order): Promise<Told>;
  close(): void;
}

/** Emulators in processes of their own, on the Node that runs this. */
export const startAzureDevOps = (scale: Preset) => startService('azure-devops', scale);
export const startPort = (mapping: MappingName) => startService('port', mapping);

async function startService(name: ServiceName, of: string): Promise<ServiceProcess> {
  const child = fork(fileURLToPath(new URL('./emulator-process.ts', import.meta.url)), [name, of], {
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
