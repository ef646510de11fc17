/** The state of a subject of the metrics, in the words of Port. */
export type SubjectState = 'pending' | 'syncing' | 'completed' | 'failed' | 'aborted';

/** Counts of one kind, as Port's sync metrics have them. */
export interface KindMetrics {
  extract: { raw_extracted: number; failed: number };
  transform: { transformed: number; filtered_out: number; failed: number };
  load: { loaded: number; failed: number; skipped: number };
  delete: { deleted: number };
  resync: { success: number; duration_seconds: number };
}

export const noMetrics: KindMetrics = {
  extract: { raw_extracted: 0, failed: 0 },
  transform: { transformed: 0, filtered_out: 0, failed: 0 },
  load: { loaded: 0, failed: 0, skipped: 0 },
  delete: { deleted: 0 },
  resync: { success: 0, duration_seconds: 0 },
};

/** A resource of the mapping when all of it is settled, with the numbers of what its items and entities came to. */
export interface FinishedResource {
  index: number;
  kind: string;
  blueprints: readonly string[];
  rawItems: number;
  mapped: number;
  filtered: number;
  misconfigured: number;
  failed: number;
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  complete: boolean;
  incompleteReasons: readonly { count: number }[];
  /** Seconds since the run's start. */
  startedSeconds: number;
  finishedSeconds: number;
}

/** The counts of a finished resource. */
export const metricsOf = (report: FinishedResource): KindMetrics => ({
  extract: {
    raw_extracted: report.rawItems,
    failed: report.incompleteReasons.reduce((sum, { count }) => sum + count, 0),
  },
  transform: {
    transformed: report.mapped,
    filtered_out: report.filtered,
    failed: report.failed + report.misconfigured,
  },
  load: {
    loaded: report.created + report.updated,
    failed: report.refused,
    skipped: report.unchanged,
  },
  delete: { deleted: 0 },
  resync: {
    success: wentWell(report) ? 1 : 0,
    duration_seconds: Math.max(0, report.finishedSeconds - report.startedSeconds),
  },
});

/** Whether all of a resource was read, and nothing of it refused. */
export const wentWell = (report: FinishedResource): boolean => report.complete && report.refused === 0;

/** A row of Port's sync status: a resource, or one of the special kinds `__runtime__` and `__reconciliation__`. */
export interface MetricsSubject {
  kind: string;
  index: number;
  blueprint: string;
}

/** The run itself. */
export const runtime: MetricsSubject = { kind: '__runtime__', index: 0, blueprint: '' };
/** The deletions of a run. */
export const reconciliation: MetricsSubject = { kind: '__reconciliation__', index: 0, blueprint: '' };

export const kindIdentifierOf = ({ kind, index }: MetricsSubject): string =>
  kind.startsWith('__') ? kind : `${kind}-${index}`;

export interface EventOrigin {
  integrationIdentifier: string;
  installationType: string;
  version: string;
  runId: string;
}

const counted = (counts: Record<string, number>) => ({
  object_count_type: Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name, { object_count: count }]),
  ),
});

/** A sync metrics event in Port's form (that of its exporters, Ocean 0.48). */
export const eventOf = (
  origin: EventOrigin,
  subject: MetricsSubject,
  syncState: SubjectState,
  metrics: KindMetrics,
): Record<string, unknown> => ({
  integrationType: 'azure-devops',
  installationType: origin.installationType,
  executionMode: 'single_process',
  integrationIdentifier: origin.integrationIdentifier,
  integrationVersion: origin.version,
  oceanVersion: origin.version,
  kindIdentifier: kindIdentifierOf(subject),
  kind: subject.kind,
  kindIndex: subject.index,
  eventId: origin.runId,
  syncState,
  blueprint: subject.blueprint,
  metrics: {
    phase: {
      extract: counted(metrics.extract),
      transform: counted(metrics.transform),
      load: counted(metrics.load),
      resync: metrics.resync,
      delete: counted(metrics.delete),
    },
  },
});
