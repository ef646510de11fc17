import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { tracked } from '../../scripts/lib/tracked.ts';
import { anchors, at, exists, prose, textOf } from './pages.ts';

const pages = tracked('*.md');

interface Link {
  target: string;
  path: string;
  anchor: string | undefined;
}

const linksIn = (text: string): Link[] => {
  const markdown = [...prose(text).matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)];
  const markup = [...prose(text).matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)];
  return [...markdown, ...markup]
    .map(([, target = '']) => target)
    .filter((target) => !/^(https?|mailto):/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      return { target, path, anchor };
    });
};

for (const page of pages) {
  test(`${page}: every link leads to a file, and its anchor to a heading`, () => {
    const text = textOf(page);
    for (const { target, path, anchor } of linksIn(text)) {
      const file = path === '' ? at(page) : new URL(path, at(page));
      assert.ok(exists(file), `${page} links to ${target}`);
      if (anchor === undefined) continue;
      assert.ok(statSync(file).isFile() && file.pathname.endsWith('.md'), `${page} links into ${target}`);
      const headings = anchors(
        path === '' ? text : textOf(decodeURI(file.pathname.slice(at('.').pathname.length))),
      );
      assert.ok(headings.has(anchor), `${page} links to ${target}, of ${[...headings].join(', ')}`);
    }
  });
}

test('every heading of docs that code, charts and examples name is there', () => {
  const files = ['src', 'deploy', 'examples', 'action', 'task'].flatMap(tracked);
  const named = files
    .filter((path) => /\.(ts|ya?ml|json|tpl|txt)$/.test(path))
    .flatMap((path) =>
      [...textOf(path).matchAll(/(?<![\w/.-])(?:\S*\bdocs\/)?([a-z-]+\.md)#([\w-]+)/g)].map(
        ([, page = '', anchor = '']) => ({ path, page, anchor }),
      ),
    );
  assert.ok(named.length > 10);
  const isThere = (page: string, anchor: string) => anchors(textOf(`docs/${page}`)).has(anchor);
  assert.deepEqual(
    named.filter(({ page, anchor }) => !isThere(page, anchor)),
    [],
  );
});

test('every page under docs is in the index, and every file of the index exists', () => {
  const index = textOf('docs/README.md');
  const listed = new Set(linksIn(index).map(({ path }) => path));
  for (const page of pages.filter((name) => /^docs\/[^/]+\.md$/.test(name) && name !== 'docs/README.md'))
    assert.ok(listed.has(page.slice('docs/'.length)), page);
});

test('anchors are those that GitHub makes', () => {
  const text = '# A `b.c` & d\n\n## Twice\n\n```\n# no heading\n```\n\n## Twice\n\n### [Link](x.md) here\n';
  assert.deepEqual([...anchors(text)], ['a-bc--d', 'twice', 'twice-1', 'link-here']);
});
