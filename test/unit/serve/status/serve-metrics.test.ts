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
    'port_catalog_sync_resyncs_total{kind="full",status="succeeded"} 2',
    'port_catalog_sync_resyncs_total{kind="full",status="crashed"} 1',
    'port_catalog_sync_resyncs_total{kind="full",status="failed"} 1',
    'port_catalog_sync_resyncs_total{kind="full",status="cancelled"} 0',
    'port_catalog_sync_failed_resyncs_total{code="PCS2101"} 1',
    'port_catalog_sync_failed_resyncs_total{code="none"} 1',
    'port_catalog_sync_resync_duration_seconds_count{kind="full"} 4',
    'port_catalog_sync_resync_duration_seconds_bucket{le="60",kind="full"} 4',
    'port_catalog_sync_requests_total{service="Azure DevOps"} 360',
    'port_catalog_sync_wait_seconds_total{service="Azure DevOps"} 4.5',
  ])
    assert.ok(lines.includes(line), `${line}\n${lines.join('\n')}`);
});

test('metrics tell how it stands when somebody looks', async () => {
  const metrics = createMetrics();
  const running = { number: 4, kind: 'full' as const, reasons: ['request' as const], startedAt: at - 90_000 };
  const lines = await linesOf(
    metrics,
    viewOf({ running, waiting: ['schedule'], full: { failures: 2, succeededAt: at - 40_000 } }),
  );
  for (const line of [
    'port_catalog_sync_info{version="1.2.3"} 1',
    'port_catalog_sync_resync_running_seconds 90',
    'port_catalog_sync_resync_waiting 1',
    'port_catalog_sync_resync_failures{kind="full"} 2',
    `port_catalog_sync_resync_last_success_timestamp_seconds{kind="full"} ${(at - 40_000) / 1000}`,
    'port_catalog_sync_last_resync_entities{kind="full",outcome="held_back"} 6',
    'port_catalog_sync_last_resync_problems{kind="full"} 7',
    'port_catalog_sync_last_resync_memory_bytes{kind="full"} 180000000',
    'port_catalog_sync_port_up 1',
  ])
    assert.ok(lines.includes(line), `${line}\n${lines.join('\n')}`);
  const failing = viewOf({ port: { failingSince: at, failure: 'no way there' } });
  const later = await linesOf(metrics, failing);
  assert.ok(later.includes('port_catalog_sync_port_up 0'));
  assert.ok(later.includes('port_catalog_sync_resync_running_seconds 0'));
});

test('metrics tell full and incremental resyncs apart', async () => {
  const metrics = createMetrics();
  const small = { ...(resyncOf(2).summary ?? assert.fail()), problems: 1 };
  const ended = [resyncOf(2, { kind: 'incremental', summary: small }), resyncOf(1)];
  for (const resync of ended) metrics.ended(resync);
  const lines = await linesOf(metrics, viewOf({ ended, incremental: { failures: 3 } }));
  for (const line of [
    'port_catalog_sync_resyncs_total{kind="full",status="succeeded"} 1',
    'port_catalog_sync_resyncs_total{kind="incremental",status="succeeded"} 1',
    'port_catalog_sync_resync_failures{kind="full"} 0',
    'port_catalog_sync_resync_failures{kind="incremental"} 3',
    'port_catalog_sync_last_resync_problems{kind="full"} 7',
    'port_catalog_sync_last_resync_problems{kind="incremental"} 1',
  ])
    assert.ok(lines.includes(line), `${line}\n${lines.join('\n')}`);
  assert.ok(!lines.some((line) => line.includes('last_success_timestamp_seconds{kind="incremental"}')));
});

test('a time that has not come is no metric yet', async () => {
  const view = viewOf({ full: { failures: 0 }, port: {} });
  const lines = await linesOf(createMetrics(), view);
  assert.ok(!lines.some((line) => /last_success_timestamp|port_last_answer/.test(line)), lines.join('\n'));
});

test('a process without resyncs has the metrics of itself', async () => {
  const { resyncs: _, ...view } = viewOf();
  const lines = await linesOf(createMetrics(), view);
  assert.ok(lines.some((line) => line.startsWith('port_catalog_sync_resident_memory_bytes ')));
});

test('metrics tell of subscriptions by status, and of those that are missing, once they were checked', async () => {
  const metrics = createMetrics();
  const before = await linesOf(metrics, {
    ...viewOf(),
    hooks: { states: {}, wanted: 0, missing: 0, failures: 1 },
  });
  assert.ok(before.includes('port_catalog_sync_hook_check_failures 1'));
  assert.ok(!before.some((line) => /hook_subscriptions|hook_last_check/.test(line)), before.join('\n'));
  const states = { enabled: 90, onProbation: 2, disabledByUser: 1 };
  const hooks = { states, wanted: 96, missing: 3, failures: 0, checkedAt: at };
  const lines = await linesOf(metrics, { ...viewOf(), hooks });
  for (const line of [
    'port_catalog_sync_hook_subscriptions{status="on_probation"} 2',
    'port_catalog_sync_hook_subscriptions_wanted 96',
    'port_catalog_sync_hook_subscriptions_missing 3',
    'port_catalog_sync_hook_check_failures 0',
    `port_catalog_sync_hook_last_check_timestamp_seconds ${at / 1000}`,
  ])
    assert.ok(lines.includes(line), `${line}\n${lines.join('\n')}`);
});
