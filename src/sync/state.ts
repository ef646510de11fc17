import type { Compiled } from '../mapping/compile.ts';
import type { Mapper, Mapping } from '../mapping/types.ts';
import { PORT_PRECISION_MS, type Port } from '../port/port.ts';
import type { StoredEntity, UpsertFlags } from '../port/types.ts';
import type { Change } from '../report/change.ts';
import { type Counters, createCounters } from '../report/counters/counters.ts';
import { entityTitle } from '../report/words/entity-title.ts';
import type { Settings } from '../settings/types.ts';
import { type Catalog, createCatalog } from './catalog/catalog.ts';
import { type MappingTarget, planTargets } from './catalog/mapping-target.ts';
import { onPortsClock, type SyncContext } from './context.ts';
import { createPlanWriter } from './load/write/plan-writer.ts';
import { createPortWriter, type EntityWriter } from './load/write/port-writer.ts';
import type { Prepared } from './prepare/prepare.ts';
import { reportRefused } from './prepare/report-refused.ts';
import { createListSizes, type ListSizes } from './read/list-sizes.ts';
import { listsOn, planReads, resourcesUnder } from './read/read-plan.ts';
import { createVisibilityCheck, type VisibilityCheck } from './reconcile/visibility/visibility-check.ts';
import { logMapping, reportMissingBlueprints } from './record/log-lines.ts';
import type { Recorder } from './record/recorder.ts';

/** State of a run, from when its mapping is known. */
export interface SyncState {
  settings: Settings;
  context: SyncContext;
  recorder: Recorder;
  prepared: Prepared & Compiled & Required<Pick<Prepared, 'blueprints'>>;
  planning: boolean;
  mapper: Mapper;
  targets: MappingTarget[];
  counters: Counters;
  catalog: Catalog;
  writer: EntityWriter;
  visibility: VisibilityCheck;
  listSizes: ListSizes;
  /** Windows of time are counted from it. */
  now: Date;
  /** The begin of the run, ms by Port's clock, and not before it. What another run has written since is its own. */
  since: number;
  /** Tells a change. `again`: the same was told before of this entity, by another resource. */
  change(made: Change, again?: boolean): Promise<void>;
  /** Names an entity whose creation was told, for where it was told without a title. */
  name(blueprint: string, identifier: string, title: string): void;
}

/** Relations of entities as Port has them, whatever owns the entities. */
export const relationsOf = (
  port: Pick<Port, 'searchByIdentifier'>,
  blueprint: string,
  identifiers: readonly string[],
): AsyncIterable<StoredEntity[]> =>
  port.searchByIdentifier(blueprint, identifiers, ['identifier', 'relations']);

/** Reads the blueprints, makes the state, and tells what the mapping cannot do. */
export async function createState(
  settings: Settings,
  context: SyncContext,
  recorder: Recorder,
  prepared: Prepared & Compiled,
  mapper: Mapper,
  now: Date,
): Promise<SyncState> {
  const { log, port, organisations, kinds } = context;
  const { parsed, planned } = prepared;
  const { mapping } = parsed;
  const planning = settings.mode === 'plan';
  const targets = planTargets(mapping);
  const counters = createCounters(mapping, log.debug);
  recorder.useCounters(counters, parsed);
  logMapping(log, parsed);
  reportRefused(prepared, counters, log);
  const blueprints = prepared.blueprints ?? (await port.blueprints());
  const isOfIncrement = settings.scope.part !== undefined && recorder.report.run.increments !== undefined;
  const written = isOfIncrement ? writtenBy(targets, readIn(context, mapping)) : undefined;
  const catalog = createCatalog(port, targets, [...blueprints, ...planned.newBlueprints], written);
  recorder.useCatalog(catalog);
  reportMissingBlueprints(targets, catalog, counters, log);
  const flags = flagsOf(mapping);
  const toBeCreated = new Set(planned.newBlueprints.map((b) => b.identifier));
  return {
    settings,
    context,
    recorder,
    prepared: { ...prepared, blueprints },
    planning,
    mapper,
    targets,
    counters,
    catalog,
    visibility: createVisibilityCheck({
      organisations,
      targets,
      kinds,
      scope: settings.scope,
      relationsOf: (blueprint, identifiers) => relationsOf(port, blueprint, identifiers),
    }),
    listSizes: createListSizes(),
    now,
    since: onPortsClock(now.getTime(), context) + PORT_PRECISION_MS,
    writer: planning
      ? createPlanWriter(port, flags, toBeCreated, context.mask)
      : createPortWriter(port, flags, context.mask),
    name: recorder.entityNamed,
    change(made, again = false) {
      const blueprintTitle = entityTitle(catalog.blueprint(made.blueprint)?.title);
      const change = { ...made, ...(blueprintTitle !== undefined && { blueprintTitle }) };
      recorder.entityChanged(change, again);
      return context.change(planning ? { ...change, planned: true } : change);
    },
  };
}

/** The blueprints that a run of a part can write by what it reads. Undefined where one is computed. */
function writtenBy(targets: readonly MappingTarget[], read: ReadonlySet<number>): Set<string> | undefined {
  const written = new Set<string>();
  for (const { blueprint, resource } of targets) {
    if (!read.has(resource.index)) continue;
    if (blueprint === undefined) return undefined;
    written.add(blueprint);
  }
  return written;
}

/** Indexes of the resources that have a list in some organisation. */
function readIn({ organisations, kinds }: SyncContext, mapping: Mapping): Set<number> {
  const lists = planReads(mapping, kinds);
  const read = organisations.flatMap(({ devops }) => listsOn(devops.organisation.hosting, lists).lists);
  return new Set(read.flatMap(resourcesUnder).map(({ index }) => index));
}

const flagsOf = ({ enableMergeEntity, createMissingRelatedEntities }: Mapping): UpsertFlags => ({
  merge: enableMergeEntity,
  createMissingRelatedEntities,
});
