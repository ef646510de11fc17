import type { Compiled } from '../mapping/compile.ts';
import type { Mapper } from '../mapping/types.ts';
import type { Port, StoredEntity } from '../port/types.ts';
import { createTally, type Tally } from '../report/counters.ts';
import type { Change } from '../report/report.ts';
import type { Settings } from '../settings/types.ts';
import { type Catalog, createCatalog } from './catalog/catalog.ts';
import { type FeedPlan, planFeeds } from './catalog/targets.ts';
import { createPlanWriter } from './load/plan-writer.ts';
import { createPortWriter, type Writer } from './load/port-writer.ts';
import type { Prepared } from './prepare/prepare.ts';
import { tellRefused } from './prepare/tell-refused.ts';
import { createView, type View } from './reconcile/visibility.ts';
import { tellMapping, tellMissingBlueprints } from './record/log-lines.ts';
import type { Record } from './record/recorder.ts';
import type { Tools } from './run.ts';

/** What the phases of one run share. */
export interface Run {
  settings: Settings;
  tools: Tools;
  record: Record;
  prepared: Prepared & Compiled;
  planning: boolean;
  mapper: Mapper;
  feeds: FeedPlan[];
  tally: Tally;
  catalog: Catalog;
  writer: Writer;
  view: View;
  /** Windows of time are counted from it. */
  now: Date;
  change(made: Change): Promise<void>;
}

/** Relations of entities as Port has them, whoever owns them. */
export const relationsOf = (
  port: Pick<Port, 'searchByIdentifier'>,
  blueprint: string,
  identifiers: readonly string[],
): AsyncIterable<StoredEntity[]> =>
  port.searchByIdentifier(blueprint, identifiers, ['identifier', 'relations']);

/** Reads the blueprints, and makes what the phases work with. */
export async function assemble(
  settings: Settings,
  tools: Tools,
  record: Record,
  prepared: Run['prepared'],
  mapper: Mapper,
  now: Date,
): Promise<Run> {
  const { log, port, organisations } = tools;
  const { parsed, planned } = prepared;
  const { mapping } = parsed;
  const planning = settings.mode === 'plan';
  const feeds = planFeeds(mapping);
  const tally = createTally(mapping, log.debug);
  record.follow(tally, parsed);
  tellMapping(log, parsed);
  tellRefused(prepared, tally, log);
  const catalog = createCatalog(port, feeds, [...(await port.blueprints()), ...planned.newBlueprints]);
  record.compareWith(catalog);
  tellMissingBlueprints(feeds, catalog, tally, log);
  const flags = {
    merge: mapping.enableMergeEntity,
    createMissingRelatedEntities: mapping.createMissingRelatedEntities,
  };
  const toBeCreated = new Set(planned.newBlueprints.map((b) => b.identifier));
  return {
    settings,
    tools,
    record,
    prepared,
    planning,
    mapper,
    feeds,
    tally,
    catalog,
    view: createView({
      organisations,
      feeds,
      kinds: tools.kinds,
      scope: settings.scope,
      relationsOf: (blueprint, identifiers) => relationsOf(port, blueprint, identifiers),
    }),
    now,
    writer: planning ? createPlanWriter(port, flags, toBeCreated) : createPortWriter(port, flags),
    change(made) {
      record.changed(made);
      return tools.change(planning ? { ...made, planned: true } : made);
    },
  };
}
