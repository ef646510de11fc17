import { kinds } from '../../../src/kinds/registry.ts';
import { silent } from '../../../src/lib/log.ts';
import type { MappedItem, Mapping, Resource } from '../../../src/mapping/types.ts';
import { createPort } from '../../../src/port/client.ts';
import type { Blueprint } from '../../../src/port/types.ts';
import type { Change } from '../../../src/report/change.ts';
import { createCounters } from '../../../src/report/counters/counters.ts';
import { createCatalog } from '../../../src/sync/catalog/catalog.ts';
import { loadOrder, planTargets } from '../../../src/sync/catalog/mapping-target.ts';
import { createLoader } from '../../../src/sync/load/loader.ts';
import { createSpools } from '../../../src/sync/load/spool.ts';
import { createPortWriter } from '../../../src/sync/load/write/port-writer.ts';
import type { Held } from '../../../src/sync/reconcile/held.ts';
import { reconcile } from '../../../src/sync/reconcile/reconcile.ts';
import { virtualClock } from '../../emulators/kit/clock.ts';
import { createPortEmulator } from '../../emulators/port/emulator.ts';
import { baseUrl, identifier, plainService, version } from '../port/support.ts';

/** Batches that arrive of one resource: entities with their ordinals, in order of arrival. */
export type Arrivals = { resource: Resource; items: MappedItem[]; ordinals?: number[] }[];

export interface SyncOptions {
  arrivals: Arrivals;
  /** Resources not read in full. */
  incomplete?: Resource[];
  deletions?: boolean;
  maxDeletions?: number;
  narrowed?: string;
  secondLook?(gone: ReadonlyMap<string, readonly string[]>): Held[];
  /** The begin of the run, ms by Port's clock. */
  since?: number;
  /** Replacements for calls of the client. */
  calls?: Partial<Client>;
}

/** The load and reconcile halves of a run against a strict Port; extraction is played by the test. */
export function createCatalogSync(
  blueprints: Blueprint[],
  options: { bodyLimit?: number; searchPageSize?: number } = {},
) {
  const clock = virtualClock();
  const port = createPortEmulator({ clock, ...options });
  port.seedBlueprints(blueprints);
  port.seedIntegration({ identifier });
  let runs = 0;
  const sync = (mapping: Mapping, options: SyncOptions) => {
    runs += 1;
    const client = createPort({
      service: plainService(port, clock),
      baseUrl,
      identifier,
      clientId: 'emulated-client',
      clientSecret: 'emulated-client-secret',
      version,
      runId: `run-${runs}`,
      clock,
      log: silent,
      announceSecret() {},
    });
    return syncWith({ ...client, ...options.calls }, mapping, options);
  };
  return { port, sync };
}

type Client = ReturnType<typeof createPort>;

async function syncWith(client: Client, mapping: Mapping, options: SyncOptions) {
  const parts = await partsOf(client, mapping);
  const { catalog, counters, changes, spools } = parts;
  await catalog.readOwned();
  await load(parts, mapping, options);
  const reconciled = await reconciledBy(parts, client, mapping, options);
  await spools.close();
  return { counters, changes, reconciled, resources: counters.resources };
}

async function partsOf(client: Client, mapping: Mapping) {
  const changes: Change[] = [];
  const flags = {
    merge: mapping.enableMergeEntity,
    createMissingRelatedEntities: mapping.createMissingRelatedEntities,
  };
  const targets = planTargets(mapping);
  return {
    targets,
    counters: createCounters(mapping),
    catalog: createCatalog(client, targets, await client.blueprints()),
    changes,
    change: (made: Change) => void changes.push(made),
    stop: new AbortController(),
    writer: createPortWriter(client, flags, String),
    spools: createSpools(),
  };
}

type Parts = Awaited<ReturnType<typeof partsOf>>;

async function load(
  { targets, catalog, writer, counters, spools, change, stop }: Parts,
  mapping: Mapping,
  { arrivals, incomplete = [], since }: SyncOptions,
): Promise<void> {
  const loader = createLoader({
    ...{ targets, catalog, writer, counters, spools, change },
    ...(since !== undefined && { since }),
    order: loadOrder(mapping, targets),
    parallel: 4,
    signal: stop.signal,
    fatal: (error) => stop.abort(error),
  });
  for (const { resource, items, ordinals } of arrivals) {
    counters.countMapped(resource, items, []);
    await loader
      .accept(resource, items, ordinals ?? items.map((_, i) => i))
      .catch((error) => counters.markIncomplete([resource], error));
  }
  for (const resource of incomplete) counters.markIncomplete([resource], new Error('the list broke off'));
  await Promise.all(mapping.resources.map((resource) => loader.finish(resource)));
  await loader.retryMissingRelations();
}

const reconciledBy = (
  { targets, catalog, writer, counters, change, stop }: Parts,
  client: Client,
  mapping: Mapping,
  options: SyncOptions,
) =>
  reconcile({
    ...{ mapping, targets, catalog, counters },
    ...(options.deletions === false && { holdAll: { reason: 'deletions are switched off' } }),
    relationsOf: (blueprint, ids) => client.searchByIdentifier(blueprint, ids, ['identifier', 'relations']),
    searchOwned: client.searchOwned,
    searchRelating: client.searchRelating,
    fieldsOf: (blueprint, ids) =>
      client.searchByIdentifier(blueprint, ids, ['title', 'team', 'properties', 'relations']),
    port: client,
    writer,
    settings: { deletions: options.deletions ?? true, maxDeletions: options.maxDeletions, mode: 'sync' },
    change,
    parallel: 2,
    signal: stop.signal,
    kinds,
    outOfSight: async () => options.narrowed ?? [],
    secondLook: async (gone) => options.secondLook?.(gone) ?? [],
    warn: counters.warn,
    problem: (subject, error) => counters.problem('delete', subject, error),
    onLedger() {},
  });
