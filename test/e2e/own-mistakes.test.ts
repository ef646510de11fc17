import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onTerminal } from './support/hosts.ts';
import { startServices } from './support/services.ts';

/** A function that the bundle calls is missing, as on an older Node. */
const broken = "const crypto = require('node:crypto'); crypto.createHash = crypto.hash = undefined;\n";

test('a run of which nothing came but a mistake of our own fails, and says that it is one', async (t) => {
  const { port, inputs } = await startServices(t);
  const { code, stdout, report } = await onTerminal({
    inputs,
    files: { 'broken.cjs': broken },
    environment: { NODE_OPTIONS: '--require ./broken.cjs' },
  });
  assert.equal(Object.keys(port.catalog()).length, 0);
  assert.equal(code, 1, stdout);
  assert.equal(report?.run.status, 'failed');
  assert.match(report.run.failure?.message ?? '', /defect/);
  assert.match(report.run.failure?.message ?? '', /TypeError in /);
});
