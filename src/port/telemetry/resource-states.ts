import {
  type FinishedResource,
  type MetricsSubject,
  metricsOf,
  noMetrics,
  reconciliation,
  wentWell,
} from './metrics.ts';
import type { SyncStates } from './sync-states.ts';

/** A resource of the mapping as telemetry knows it. */
export interface ObservedResource {
  index: number;
  kind: string;
  /** The literal blueprint, where the mapping has one. */
  blueprint?: string;
}

/** The states of a run's resources, and of its deletions, while it goes on. */
export interface ResourceStates {
  announce(resources: readonly ObservedResource[]): void;
  begin(resource: ObservedResource): void;
  finish(report: FinishedResource): void;
  deletionsBegan(): void;
  deletionsEnded(result: { deleted: number; failed: boolean; seconds: number }): void;
  /** Tells that the resources that are not finished will not be. */
  abort(): void;
}

export const createResourceStates = (states: SyncStates): ResourceStates => {
  const open = new Map<number, { subject: MetricsSubject; begun: boolean }>();
  return {
    announce(resources) {
      const subjects = resources.map(subjectOf);
      for (const subject of subjects) open.set(subject.index, { subject, begun: false });
      states.announce(subjects);
    },
    begin(resource) {
      const subject = subjectOf(resource);
      if (open.get(subject.index)?.begun) return;
      open.set(subject.index, { subject, begun: true });
      states.tell(subject, 'syncing');
    },
    finish(report) {
      states.tell(subjectOf(report), wentWell(report) ? 'completed' : 'failed', metricsOf(report));
      open.delete(report.index);
    },
    deletionsBegan: () => states.tell(reconciliation, 'syncing'),
    deletionsEnded: ({ deleted, failed, seconds }) =>
      states.tell(reconciliation, failed ? 'failed' : 'completed', {
        ...noMetrics,
        delete: { deleted },
        resync: { success: failed ? 0 : 1, duration_seconds: seconds },
      }),
    abort() {
      for (const { subject } of open.values()) states.tell(subject, 'aborted');
    },
  };
};

const subjectOf = (resource: ObservedResource | FinishedResource): MetricsSubject => ({
  kind: resource.kind,
  index: resource.index,
  blueprint: ('blueprints' in resource ? resource.blueprints[0] : resource.blueprint) ?? '',
});
