import assert from 'node:assert/strict';
import { it } from 'node:test';
import { kinds } from '../../../../src/kinds/registry.ts';
import { distance, nearest } from '../../../../src/lib/text/did-you-mean.ts';

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

it('a short form of a kind is told which kind it stands for', () => {
  const forms: Record<string, string> = {
    repo: 'repository',
    repos: 'repository',
    repositories: 'repository',
    env: 'environment',
    pr: 'pull-request',
    PRs: 'pull-request',
    workitems: 'work-item',
    pipelines: 'pipeline',
    policy: 'repository-policy',
    alerts: 'advanced-security-alert',
    run: 'pipeline-run',
    test: 'test-run',
    iter: 'iteration',
    proj: 'project',
  };
  const meant = Object.fromEntries(Object.keys(forms).map((form) => [form, nearest(form, kinds.keys())]));
  assert.deepEqual(meant, forms);
});

it('nothing is meant by what has nothing in common with a name', () => {
  for (const word of ['service', 'x', '', '-', 's', 'constructor', 'x'.repeat(20_000)])
    assert.equal(nearest(word, kinds.keys()), undefined, word.slice(0, 20));
});
