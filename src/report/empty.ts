import type { Resource } from '../mapping/types.ts';
import type { Report, ResourceReport } from './report.ts';

/** A report of a run that has done nothing yet: what is known before the first request. */
export const emptyReport = (
  tool: Report['tool'],
  run: Pick<Report['run'], 'id' | 'mode' | 'startedAt'>,
): Report => ({
  schemaVersion: 2,
  tool,
  run: { ...run, status: 'succeeded', finishedAt: run.startedAt, durationSeconds: 0 },
  organisations: [],
  integration: { identifier: '', baseUrl: '', state: 'unknown', actions: [] },
  mapping: { origin: 'unknown', resources: 0 },
  resources: [],
  blueprints: [],
  projects: [],
  totals: {
    created: 0,
    updated: 0,
    unchanged: 0,
    refused: 0,
    unsettled: 0,
    deleted: 0,
    rawItems: 0,
    heldBack: 0,
  },
  deletions: { enabled: true, owned: 0, stale: 0, deleted: 0, heldBack: [], threshold: 0.9, share: 0 },
  problems: [],
  warnings: [],
  notes: [],
  changes: [],
  services: [],
  phases: [],
  peakMemoryBytes: 0,
});

/** The report of a resource of which nothing has been read. */
export function emptyResourceReport(resource: Resource): ResourceReport {
  return {
    index: resource.index,
    kind: resource.kind,
    blueprints: [],
    rawItems: 0,
    items: 0,
    skipped: 0,
    mapped: 0,
    filtered: 0,
    misconfigured: 0,
    failed: 0,
    partial: 0,
    entities: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    refused: 0,
    unsettled: 0,
    complete: !resource.unusable && !resource.leftAlone,
    ...(resource.leftAlone && { leftAlone: true as const }),
    incompleteReasons: reasonsBefore(resource),
    fieldErrors: [],
    misconfiguredFields: [],
    startedSeconds: 0,
    finishedSeconds: 0,
  };
}

function reasonsBefore({ unusable, leftAlone }: Resource): ResourceReport['incompleteReasons'] {
  if (unusable) return [{ reason: `${unusable} does not compile`, count: 1 }];
  return leftAlone ? [{ reason: `left alone by ${leftAlone}`, count: 1 }] : [];
}
