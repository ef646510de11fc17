import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PortEmulator } from '../emulators/port/types.ts';
import { nothingDeleted } from './assertions.ts';

const entity = (identifier: string) => ({ blueprint: 'repository', identifier });
const port = (...identifiers: string[]) =>
  ({ entities: () => identifiers.map(entity) }) as unknown as PortEmulator;
const before = port('a', 'b', 'c').entities();

test('a failed safety test says what was deleted, and although what', () => {
  assert.throws(() => nothingDeleted(port('b'), before, 'the list of repositories failed'), {
    message: '2 entities were deleted although the list of repositories failed: repository a, repository c',
  });
  assert.throws(() => nothingDeleted(port('a', 'b', 'c', 'd'), before), /^AssertionError.*1 entity was made/);
  nothingDeleted(port('c', 'a', 'b'), before);
});
