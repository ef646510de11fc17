import type { Resync } from '../../../../src/serve/resyncs/types.ts';
import type { View } from '../../../../src/serve/view.ts';

export const at = Date.UTC(2026, 10, 29, 8);

export const resyncOf = (number: number, more: Partial<Resync> = {}): Resync => ({
  number,
  kind: 'full',
  reasons: ['schedule'],
  startedAt: at - 100_000,
  finishedAt: at - 40_000,
  status: 'succeeded',
  directory: '/nowhere',
  summary: {
    runId: `run-${number}`,
    created: 1,
    updated: 2,
    unchanged: 3,
    deleted: 4,
    refused: 5,
    heldBack: 6,
    problems: 7,
    requests: { 'Azure DevOps': 120, Port: 30 },
    waitSeconds: { 'Azure DevOps': 1.5, Port: 0 },
    memoryBytes: 180_000_000,
  },
  ...more,
});

export const viewOf = (
  resyncs: Partial<NonNullable<View['resyncs']>> = {},
  more: Partial<View> = {},
): View => ({
  version: '1.2.3',
  listener: 'POLLING',
  identifier: 'my-integration',
  organisations: ['https://dev.azure.com/contoso'],
  startedAt: at - 3_600_000,
  now: at,
  resyncs: {
    waiting: [],
    ended: [resyncOf(1)],
    full: { failures: 0, succeededAt: at - 40_000 },
    port: { succeededAt: at - 5_000 },
    ...resyncs,
  },
  ...more,
});
