import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from 'js-yaml';
import { stepsOf } from '../examples/steps.ts';
import { blocks, pages, textOf } from './pages.ts';

interface Pipeline {
  page: string;
  text: string;
  document: Record<string, unknown>;
  steps: Record<string, unknown>[];
}

/** A fence may hold a comment alone. */
const documentIn = (text: string): Record<string, unknown> => {
  const empty = text.split('\n').every((line) => line === '' || line.startsWith('#'));
  const document = empty ? undefined : load(text);
  return (Array.isArray(document) ? undefined : (document as Pipeline['document'] | undefined)) ?? {};
};

/** The pipelines of Azure Pipelines on every page, that of the Marketplace too. */
const pipelines: Pipeline[] = [...pages, 'task/overview.md']
  .flatMap((page) =>
    ['yaml', 'yml'].flatMap((language) => blocks(textOf(page), language).map((text) => ({ page, text }))),
  )
  .map(({ page, text }) => ({ page, text, document: documentIn(text), steps: stepsOf(documentIn(text)) }))
  .filter(({ steps }) => steps.some((step) => 'task' in step || 'script' in step));

test('a pipeline on a page runs when it is meant to: every one says that no push starts it', () => {
  assert.deepEqual(pipelines.map(({ page }) => page).toSorted(), [
    'README.md',
    'docs/migrating.md',
    'docs/migrating.md',
    'docs/migrating.md',
    'docs/quick-start.md',
    'task/overview.md',
  ]);
  for (const { page, document } of pipelines) assert.equal(document.trigger, 'none', page);
});

test('a pipeline on a page that uses variables has the group that they are in', () => {
  for (const { page, text, document } of pipelines) {
    const own = [...text.matchAll(/\$\((?!System\.|Build\.|Agent\.)([\w.]+)\)/g)].map(([, name]) => name);
    const groups = ((document.variables ?? []) as { group?: string }[]).flatMap(({ group }) => group ?? []);
    assert.equal(groups.length, own.length > 0 ? 1 : 0, `${page}: ${own}`);
  }
});

test('what is tried first only plans: on the pages that a newcomer begins with', () => {
  for (const begin of ['README.md', 'docs/quick-start.md', 'task/overview.md'])
    for (const { steps } of pipelines.filter(({ page }) => page === begin))
      for (const { task, inputs } of steps)
        if (task) assert.equal((inputs as { mode?: string }).mode, 'plan', begin);
});
