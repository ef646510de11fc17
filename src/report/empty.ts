import type { Report } from './report.ts';

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
  services: [],
  phases: [],
  peakMemoryBytes: 0,
});
