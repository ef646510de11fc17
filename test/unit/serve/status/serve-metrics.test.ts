import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from '../../../../src/serve/status/serve-metrics.ts';
import { at, resyncOf, viewOf } from '../support/view.ts';

const linesOf = async (metrics: ReturnType<typeof createMetrics>, view = viewOf()) =>
  (await metrics.render(view)).split('\n').filter((line) => line && !line.startsWith('#'));

test('metrics count resyncs by status, and what they asked of the services', async () => {
  const metrics = createMetrics();
  metrics.ended(resyncOf(1));
  metrics.ended(resyncOf(2));
  const { summary: _, ...crashed } = resyncOf(3, { status: 'crashed' });
  metrics.ended(crashed);
  metrics.ended(resyncOf(4, { status: 'failed', code: 'PCS2101' }));
  const lines = await linesOf(metrics);
  for (const line of [
    'port_catalog_sync_resyncs_total{status="succeeded"} 2',
    'port_catalog_sync_resyncs_total{status="crashed"} 1',
    'port_catalog_sync_resyncs_total{status="failed"} 1',
    'port_catalog_sync_resyncs_total{status="cancelled"} 0',
    'port_catalog_sync_failed_resyncs_total{code="PCS2101"} 1',
    'port_catalog_sync_failed_resyncs_total{code="none"} 1',
    'port_catalog_sync_resync_duration_seconds_count 4',
    'port_catalog_sync_resync_duration_seconds_bucket{le="60"} 4',
    'port_catalog_sync_requests_total{service="Azure DevOps"} 360',
    'port_catalog_sync_wait_seconds_total{service="Azure DevOps"} 4.5',
  ])
    assert.ok(lines.includes(line), `${line}\n${lines.join('\n')}`);
});

test('metrics tell how it stands when somebody looks', async () => {
  const metrics = createMetrics();
  const running = { number: 4, reasons: ['request' as const], startedAt: at - 90_000 };
  const lines = await linesOf(metrics, viewOf({ running, waiting: ['schedule'], failures: 2 }));
  for (const line of [
    'port_catalog_sync_info{version="1.2.3"} 1',
    'port_catalog_sync_resync_running_seconds 90',
    'port_catalog_sync_resync_waiting 1',
    'port_catalog_sync_resync_failures 2',
    `port_catalog_sync_resync_last_success_timestamp_seconds ${(at - 40_000) / 1000}`,
    'port_catalog_sync_last_resync_entities{outcome="held_back"} 6',
    'port_catalog_sync_last_resync_problems 7',
    'port_catalog_sync_last_resync_memory_bytes 180000000',
    'port_catalog_sync_port_up 1',
  ])
    assert.ok(lines.includes(line), `${line}\n${lines.join('\n')}`);
  const failing = viewOf({ port: { failingSince: at, failure: 'no way there' } });
  const later = await linesOf(metrics, failing);
  assert.ok(later.includes('port_catalog_sync_port_up 0'));
  assert.ok(later.includes('port_catalog_sync_resync_running_seconds 0'));
});

test('a time that has not come is no metric yet', async () => {
  const { succeededAt: _, ...resyncs } = viewOf().resyncs ?? assert.fail();
  const lines = await linesOf(createMetrics(), { ...viewOf(), resyncs: { ...resyncs, port: {} } });
  assert.ok(!lines.some((line) => /last_success_timestamp|port_last_answer/.test(line)), lines.join('\n'));
});

test('a process without resyncs has the metrics of itself', async () => {
  const { resyncs: _, ...view } = viewOf();
  const lines = await linesOf(createMetrics(), view);
  assert.ok(lines.some((line) => line.startsWith('port_catalog_sync_resident_memory_bytes ')));
});
