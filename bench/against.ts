import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Preset } from '../test/emulators/azure-devops/index.ts';
import type { Catalog } from '../test/emulators/port/types.ts';
import { compareCatalogs } from './compare-catalogs.ts';
import type { MappingName } from './mappings.ts';
import { type MeasuredCommand, measureCommand } from './measure-command.ts';
import { type ServiceProcess, startService } from './services.ts';
import { number, table } from './table.ts';

export interface AgainstOptions {
  /** The other exporter, as a shell would start it: it does one sync and ends. */
  command: string;
  mapping: MappingName;
  scale: Preset;
  /** Latency of every answer. */
  latencyMs: number;
  /** No project has a quotation mark in its name. */
  plainNames: boolean;
  /** The folder with index.js. */
  bundle: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const integration = 'bench';
const token = 'a'.repeat(52);
const client = { id: 'emulated-client', secret: 'emulated-client-secret' };

/** Environment of a command: names of ours, of this product, and of Port Ocean. */
const environmentOf = (azureDevOps: ServiceProcess, port: ServiceProcess): NodeJS.ProcessEnv => ({
  ...process.env,
  BENCH_ORGANIZATION_URL: `${azureDevOps.url}/contoso`,
  BENCH_TOKEN: token,
  BENCH_PORT_BASE_URL: port.url,
  BENCH_PORT_CLIENT_ID: client.id,
  BENCH_PORT_CLIENT_SECRET: client.secret,
  BENCH_INTEGRATION: integration,
  PORT_SYNC_ORGANIZATION_URLS: `${azureDevOps.url}/contoso`,
  PORT_SYNC_PERSONAL_ACCESS_TOKEN: token,
  PORT_SYNC_PORT_BASE_URL: port.url,
  PORT_SYNC_PORT_CLIENT_ID: client.id,
  PORT_SYNC_PORT_CLIENT_SECRET: client.secret,
  PORT_SYNC_INTEGRATION_IDENTIFIER: integration,
  PORT_SYNC_INITIALIZE_PORT_RESOURCES: 'false',
  PORT_SYNC_SUMMARY_DIRECTORY: join(root, 'build/bench/against'),
  OCEAN__PORT__BASE_URL: port.url,
  OCEAN__PORT__CLIENT_ID: client.id,
  OCEAN__PORT__CLIENT_SECRET: client.secret,
  OCEAN__INTEGRATION__IDENTIFIER: integration,
  OCEAN__INTEGRATION__CONFIG__ORGANIZATION_URL: `${azureDevOps.url}/contoso`,
  OCEAN__INTEGRATION__CONFIG__PERSONAL_ACCESS_TOKEN: token,
  OCEAN__EVENT_LISTENER: '{"type":"ONCE"}',
  OCEAN__INITIALIZE_PORT_RESOURCES: 'false',
});

interface Measured extends MeasuredCommand {
  who: 'ours' | 'theirs';
  azureDevOps: Record<string, number>;
  port: Record<string, number>;
  catalog: Catalog;
}

/** A first sync into a Port of its own, which has the mapping. */
async function measured(
  who: Measured['who'],
  command: string,
  { scale, mapping, latencyMs, plainNames }: AgainstOptions,
): Promise<Measured> {
  const [azureDevOps, port] = await Promise.all([
    startService({ service: 'azure-devops', scale, plainNames }),
    startService({ service: 'port', mapping, integration }),
  ]);
  try {
    for (const service of [azureDevOps, port]) await service.order({ latency: latencyMs });
    const run = await measureCommand(command, environmentOf(azureDevOps, port));
    const { routes } = await azureDevOps.order({});
    const told = await port.order({ catalog: true });
    if (run.code !== 0) console.error(`${who} ended with ${run.code}.`);
    return { ...run, who, azureDevOps: routes, port: told.routes, catalog: told.catalog ?? {} };
  } finally {
    azureDevOps.close();
    port.close();
  }
}

/** Puts another exporter beside this one, on the same emulated services. Resolves with the tables, as Markdown. */
export async function against(options: AgainstOptions): Promise<string> {
  const ours = `"${process.execPath}" "${join(options.bundle, 'index.js')}" sync`;
  // A B B A: what a machine does by the hour hits both alike.
  const runs: Measured[] = [];
  for (const who of ['ours', 'theirs', 'theirs', 'ours'] as const)
    runs.push(await measured(who, who === 'ours' ? ours : options.command, options));
  const [first, other] = runs as [Measured, Measured];
  return [
    `${options.scale}, mapping ${options.mapping}, ${options.latencyMs} ms a request; theirs: \`${options.command}\`.`,
    table(
      ['run', 'exit code', 'wall s', 'CPU s', 'requests (Azure DevOps + Port)'],
      runs.map((run) => [
        run.who,
        run.code,
        number(run.wallSeconds, 1),
        number(run.cpuSeconds, 1),
        `${number(sum(run.azureDevOps))} + ${number(sum(run.port))}`,
      ]),
    ),
    table(['Azure DevOps', 'ours', 'theirs'], routeRows(first.azureDevOps, other.azureDevOps)),
    table(['Port', 'ours', 'theirs'], routeRows(first.port, other.port)),
    table(
      ['catalog', 'same', 'only ours', 'only theirs', 'different', 'fields that differ'],
      compareCatalogs(first.catalog, other.catalog).map((one) => [
        one.blueprint,
        one.same,
        one.onlyOurs.length,
        one.onlyTheirs.length,
        one.different.length,
        [...new Set(one.different.flatMap(({ fields }) => fields))].slice(0, 5).join(', '),
      ]),
    ),
  ].join('\n\n');
}

const sum = (routes: Record<string, number>) => Object.values(routes).reduce((a, b) => a + b, 0);

const routeRows = (ours: Record<string, number>, theirs: Record<string, number>) =>
  [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
    .sort()
    .map((route) => [route, ours[route] ?? 0, theirs[route] ?? 0]);
