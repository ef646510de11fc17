import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oldestAgent, oldestNode, oldestRunner } from '../../src/host/runtimes.ts';
import { textOf } from './pages.ts';

const [major, minor] = oldestNode.split('.');

test('the pages name the oldest agent, the oldest runner and the oldest Node', () => {
  for (const page of ['README.md', 'docs/quick-start.md', 'docs/troubleshooting.md']) {
    const text = textOf(page);
    assert.ok(text.includes(oldestAgent), `${page}: ${oldestAgent}`);
    assert.ok(text.includes(oldestRunner), `${page}: ${oldestRunner}`);
  }
  assert.ok(textOf('task/overview.md').includes(oldestAgent));
  for (const page of ['docs/quick-start.md', 'docs/troubleshooting.md'])
    assert.ok(textOf(page).includes(`Node.js ${major}.${minor}`), page);
});

test('no page advises a token for all organisations', () => {
  const pages = [
    'README.md',
    'docs/troubleshooting.md',
    'docs/permissions.md',
    'docs/inputs.md',
    'docs/networks.md',
  ];
  for (const page of pages)
    for (const sentence of textOf(page).split(/(?<=[.!?:;])\s/))
      if (/all accessible organi[sz]ations/i.test(sentence)) assert.match(sentence, /stop working/, page);
  assert.match(textOf('docs/permissions.md'), /^### Several organisations$/m);
  assert.match(textOf('docs/inputs.md'), /several need a service principal/);
});
