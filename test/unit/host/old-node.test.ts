import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTooOld, refusalOf } from '../../../src/host/old-node.ts';
import { agentNodes, oldestNode, refusedNodes } from '../../../src/host/runtimes.ts';

test('a Node is too old before the oldest one, and not from it on', () => {
  for (const version of [...refusedNodes, '0.12.18', '19.9.0', '20.0.0', '20.8.1', '20.8.99'])
    assert.equal(isTooOld(version), true, version);
  for (const version of [
    oldestNode,
    ...agentNodes,
    '20.9.1',
    '20.10.0',
    '21.0.0',
    '22.1.0',
    '24.21.0',
    '100.0.0',
  ])
    assert.equal(isTooOld(version), false, version);
});

test('every host is told in its own way, on lines of its own', () => {
  const agent = refusalOf('16.20.2', 'azure-pipelines').stdout.split('\n');
  assert.deepEqual(
    agent.map((line) => line.slice(0, line.indexOf(']') + 1)),
    ['##vso[task.logissue type=error;]', '##vso[task.complete result=Failed;]', ''],
  );
  assert.match(refusalOf('16.20.2', 'github-actions').stdout, /^::error title=[^:,]+::[^\n]+\n$/);
  assert.match(refusalOf('16.20.2', 'terminal').stderr, /^error: [^\n]+\n$/);
});
