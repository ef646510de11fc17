import assert from 'node:assert/strict';
import { it } from 'node:test';
import { distance, nearest } from '../../../src/lib/did-you-mean.ts';

it('a swap of neighbours is one edit', () => {
  assert.equal(distance('repositroy', 'repository'), 1);
  assert.equal(distance('kitten', 'sitting'), 3);
  assert.equal(distance('', 'abc'), 3);
});

it('the nearest name is found, and none when none is near', () => {
  const names = ['repository', 'repository-policy', 'release'];
  assert.equal(nearest('Repositry', names), 'repository');
  assert.equal(nearest('relase', names), 'release');
  assert.equal(nearest('wiki', names), undefined);
});
