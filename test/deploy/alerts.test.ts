import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from 'js-yaml';
import { createMetrics } from '../../src/serve/status/serve-metrics.ts';
import { resyncOf, viewOf } from '../unit/serve/support/view.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Rules {
  groups: {
    rules: {
      alert: string;
      expr: string;
      for?: string;
      labels: { severity: string };
      annotations: { summary: string; runbook_url: string };
    }[];
  }[];
}

const rules = (load(read('deploy/prometheus/alerts.yaml')) as Rules).groups.flatMap((group) => group.rules);

const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(' ', '-')
    .replaceAll(/[^\w-]/g, '');

test('the example alerts ask for metrics that there are, and each has its place in the runbook', async () => {
  const metrics = createMetrics();
  metrics.ended(resyncOf(1));
  const known = new Set(
    (await metrics.render(viewOf()))
      .split('\n')
      .filter((line) => line.startsWith('# TYPE '))
      .map((line) => line.split(' ')[2]),
  );
  const anchors = [...read('docs/runbook.md').matchAll(/^## (.*)$/gm)].map(([, heading = '']) =>
    anchorOf(heading),
  );
  assert.ok(rules.length > 0);
  for (const { alert, expr, labels, annotations } of rules) {
    const asked = expr.match(/port_catalog_sync_\w+/g) ?? [];
    assert.ok(asked.length > 0, alert);
    for (const name of asked) assert.ok(known.has(name), `${alert}: ${name}`);
    assert.match(labels.severity, /^(info|warning|critical)$/);
    assert.ok(annotations.summary.length > 10, alert);
    const [, anchor = ''] = annotations.runbook_url.split('/docs/runbook.md#');
    assert.ok(anchors.includes(anchor), `${alert}: ${anchor}`);
  }
});
