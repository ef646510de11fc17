import type { RawItem } from '../../kinds/types.ts';
import type { Clock } from '../../lib/async/clock.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { Log, LogSubject } from '../../lib/log.ts';
import type { Resource } from '../../mapping/types.ts';
import type { Telemetry } from '../../port/telemetry/telemetry.ts';
import type { Integration } from '../../port/types.ts';
import type { ResourceReport } from '../../report/report.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';

/** The run as it shows in Port, from when its integration is open; before that, and in a plan, nothing is sent. */
export interface RunTelemetry {
  /** The run's log, whose lines show in Port as well. */
  readonly log: Log;
  start(integration: Integration, targets: readonly MappingTarget[]): void;
  items(resource: Resource, items: readonly RawItem[]): void;
  finished(report: ResourceReport): void;
  reconciling(): void;
  reconciled(deleted: number, failed: boolean, seconds: number): void;
  /** Resolves when what was gathered is sent, or the deadline (ms) is over. */
  close(state: 'completed' | 'failed' | 'aborted', deadline: number): Promise<void>;
}

type Line = Parameters<Telemetry['log']>;
type Listener = (level: Line[0], message: string, about: LogSubject | undefined) => void;

/** Lines kept until the integration is open. */
const EARLY_LINES = 200;
/** Items of each resource that are kept until then: as many as are sent. */
const EARLY_ITEMS = 5;

export function createRunTelemetry(
  log: Log,
  clock: Clock,
  create: (integration: Integration) => Telemetry,
): RunTelemetry {
  let telemetry: Telemetry | undefined;
  let early: Line[] = [];
  const started = new Set<number>();
  const earlyItems = new Map<Resource, RawItem[]>();
  const ended: ResourceReport[] = [];
  const send: Listener = (level, message, about) => {
    const line: Line = [level, message, about && extraOf(about), clock.now()];
    if (telemetry) telemetry.log(...line);
    else if (early.length < EARLY_LINES) early.push(line);
  };
  const show = (to: Telemetry, resource: Resource, items: readonly RawItem[]) => {
    if (!started.has(resource.index)) to.kindStarted(resource);
    started.add(resource.index);
    to.examples(resource, items);
  };
  return {
    log: heardBy(send, log),
    start(integration, targets) {
      telemetry = create(integration);
      const resources = targets.filter((f, i) => targets[i - 1]?.resource !== f.resource);
      telemetry.started(resources.map(({ resource, blueprint }) => ({ ...resource, blueprint })));
      for (const line of early) telemetry.log(...line);
      early = [];
      for (const [resource, items] of earlyItems) show(telemetry, resource, items);
      earlyItems.clear();
      for (const report of ended) telemetry.kindFinished(report);
    },
    items(resource, items) {
      if (telemetry) return show(telemetry, resource, items);
      const kept = getOrCreate(earlyItems, resource, () => []);
      kept.push(...items.slice(0, EARLY_ITEMS - kept.length));
    },
    finished(report) {
      if (telemetry) telemetry.kindFinished(report);
      else ended.push(report);
    },
    reconciling: () => telemetry?.reconciliationStarted(),
    reconciled: (deleted, failed, seconds) => telemetry?.reconciliationFinished({ deleted, failed, seconds }),
    async close(state, deadline) {
      await telemetry?.finished(state, deadline);
    },
  };
}

/** The log, of which the listener hears as well. */
const heardBy = (listener: Listener, log: Log): Log => ({
  ...log,
  info(message, about) {
    log.info(message);
    listener('INFO', message, about);
  },
  warn(message, about) {
    log.warn(message);
    listener('WARNING', message, about);
  },
  error(message, about) {
    log.error(message);
    listener('ERROR', message, about);
  },
});

const extraOf = ({ kind, index, phase }: LogSubject): Line[2] => ({
  resource_kind: kind,
  index,
  etl_phase: phase,
});
