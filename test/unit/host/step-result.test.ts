import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressSecrets } from '../../../src/host/address-secrets.ts';
import { fitSummary } from '../../../src/host/github-actions/fit-summary.ts';
import { outputValues, type StepResult, stepResult } from '../../../src/host/step-result.ts';
import { outputs } from '../../../src/inputs/outputs.ts';
import { emptyReport } from '../../../src/report/empty.ts';
import type { Status } from '../../../src/report/report.ts';

describe('how a step ends', () => {
  const table: [failOn: string | undefined, status: Status, result: StepResult][] = [
    [undefined, 'succeeded', 'succeeded'],
    [undefined, 'problems', 'issues'],
    [undefined, 'failed', 'failed'],
    [undefined, 'cancelled', 'failed'],
    ['failure', 'problems', 'issues'],
    ['problems', 'problems', 'failed'],
    ['Problems', 'failed', 'failed'],
    ['never', 'problems', 'issues'],
    ['never', 'failed', 'issues'],
    ['nonsense', 'failed', 'failed'],
  ];
  for (const [failOn, status, result] of table) {
    test(`is ${result} where the run ended as ${status} with failOn ${failOn ?? 'left out'}`, () => {
      assert.equal(stepResult(status, failOn), result);
    });
  }
});

test('the outputs are those that the manifests promise, in their order', () => {
  const report = emptyReport(
    { name: 'x', version: '0', runtime: 'node', host: 'terminal' },
    { id: 'run', mode: 'sync', startedAt: '2026-01-01T00:00:00.000Z' },
  );
  report.totals.updated = 2;
  const values = outputValues(report, undefined);
  assert.deepEqual(
    Object.keys(values),
    outputs.map((output) => output.name),
  );
  assert.equal(values.updated, '2');
  assert.equal(values.hasChanges, 'true');
});

test('a summary that is too large is cut at a line’s end with a note, within the limit', () => {
  const markdown = Array.from({ length: 1_000 }, (_, line) => `line ${line} ä`).join('\n');
  const cut = fitSummary(markdown, 2_000, 'artifact');
  assert.ok(Buffer.byteLength(cut) <= 2_000);
  assert.match(cut, /ä\n\n\*The summary is cut here\. All of it is in the artifact artifact\.\*\n$/);
  assert.equal(fitSummary('short', 2_000, 'artifact'), 'short');
});

const none = () => undefined;

test('passwords in the addresses of proxies are secrets', () => {
  const environment = {
    HTTPS_PROXY: 'http://user:p%40ss@proxy:8080',
    http_proxy: 'user:w:o@rd@proxy',
    HTTP_PROXY: 'http://proxy:8080',
    AGENT_PROXYURL: 'http://me:100%@proxy',
  };
  assert.deepEqual(new Set(addressSecrets(environment, none)), new Set(['p%40ss', 'p@ss', 'w:o@rd', '100%']));
});

test('so are passwords, and tokens alone, in the addresses of services', () => {
  const token = 'p'.repeat(52);
  const inputs: Record<string, string> = {
    organizationUrls: `https://contoso@dev.azure.com/contoso, https://${token}@dev.azure.com/a\nme:pass@dev.azure.com/b`,
  };
  const environment = { PORT_BASE_URL: 'https://a:word@api.getport.io', OTHER: 'https://a:other@b' };
  assert.deepEqual(
    new Set(addressSecrets(environment, (name) => inputs[name])),
    new Set([token, 'pass', 'word']),
  );
});
