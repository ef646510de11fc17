import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silent } from '../../../src/log.ts';
import type { Telemetry } from '../../../src/port/telemetry/telemetry.ts';
import { createProgress } from '../../../src/sync/progress.ts';
import { createTally } from '../../../src/sync/tally.ts';
import { createVisible } from '../../../src/sync/visible.ts';
import { mapping, resource } from './support.ts';

const clock = { now: () => 0, sleep: async () => {} };

test('a line about a resource says in Port which one and in which phase, any other line says neither', () => {
  const lines: unknown[] = [];
  const telemetry = { started() {}, log: (...line: unknown[]) => lines.push(line) } as unknown as Telemetry;
  const visible = createVisible(silent, () => telemetry);
  const r = resource(0, 'repository', [{}]);
  visible.start({} as never, []);
  visible.log.info('Mapping as stored in Port');
  createProgress(createTally(mapping([r])), clock, visible.log).finished(r);
  assert.deepEqual(lines, [
    ['INFO', 'Mapping as stored in Port', undefined],
    [
      'INFO',
      'repository [0]: 0 items → nothing to map',
      { resource_kind: 'repository', index: 0, etl_phase: 'load' },
    ],
  ]);
});
