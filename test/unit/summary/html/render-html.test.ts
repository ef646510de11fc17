import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Report } from '../../../../src/report/report.ts';
import { html, name, said } from '../../../../src/summary/html/markup.ts';
import { renderHtml } from '../../../../src/summary/html/render-html.ts';
import * as fixture from '../fixture.ts';
import { hostileReport, hostileTexts } from '../hostile.ts';

const { syncReport, planReport, failedReport, quietReport, cancelledReport } = fixture;
const render = renderHtml;
const all = { syncReport, planReport, failedReport, quietReport, cancelledReport };

/** The tags with their attributes' names; how a long name is broken does not count. */
const shape = (document: string): string =>
  document
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<script>.*<\/script>/s, '')
    .replace(/<wbr>/g, '')
    .match(/<[^>]*>/g)
    ?.map((tag) => tag.replace(/="[^"]*"/g, ''))
    .join('\n') ?? '';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.stringMatching(/^[<>&"'#/ =!x;-]{0,30}$/),
  fc.constantFrom(...hostileTexts),
);

test('text in a template is text, in an element and in an attribute', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { markup } = html`<p title="${text}">${text}${name(text)}${said(text)}</p>`;
      assert.doesNotMatch(markup.replace(/^<p title="[^"<>]*">|<\/?bdi[^<>]*>|<wbr>|<\/p>$/g, ''), /[<>"']/);
      assert.doesNotMatch(markup, /&(?!(amp|lt|gt|quot|#39|#35);)|##/);
    }),
    { numRuns: 2000 },
  );
});

test('pieces of a sentence stay apart: a template takes no space from what it inserts', () => {
  const text = (markup: string) => markup.replace(/<[^>]*>/g, '');
  assert.equal(html`${'6 times '}${'while reading'}`.markup, '6 times while reading');
  assert.equal(text(name('Release 4. Build 5').markup), 'Release 4. Build 5');
  const words = fc.array(fc.stringMatching(/^ ?[a-z./]{1,8} ?$/), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(words, (pieces) => {
      assert.equal(html`${pieces}`.markup, pieces.map((piece) => html`${piece}`.markup).join(''));
      const whole = pieces.join('').replace(/ +/g, ' ');
      assert.equal(text(name(whole).markup), whole.trim());
      assert.equal(text(html`${whole}`.markup), whole);
    }),
  );
});

test('hostile text does not change the shape of the document', () => {
  const shaped = (text: string) => shape(render(hostileReport(text)));
  const expected = shaped('harmless');
  for (const text of hostileTexts.filter((text) => text !== ''))
    assert.equal(shaped(text) === expected, true, JSON.stringify(text.slice(0, 80)));
});

test('the file holds no logging command, whoever prints it', () => {
  for (const text of hostileTexts) assert.doesNotMatch(render(hostileReport(text)), /##vso\[|##\[|^\s*::\w/m);
});

/** Links that a page may have. The meaning of a code stands on our own page. */
const LOCAL_OR_OURS =
  /^(#|data:|https:\/\/github\.com\/port-catalog-sync\/[\w-]+\/blob\/main\/docs\/troubleshooting\.md#pcs\d{4}$)/;

for (const [title, report] of Object.entries(all)) {
  test(`${title}: nothing is loaded, and nothing runs but the report’s own script`, () => {
    const document = render(report);
    assert.match(
      document,
      /content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[^' ]+'; img-src data:; /,
    );
    const [, hash = ''] = /script-src 'sha256-([^']+)'/.exec(document) ?? [];
    const scripts = [...document.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => script);
    assert.deepEqual(
      scripts.map((script) => createHash('sha256').update(script).digest('base64')),
      [hash],
    );
    assert.doesNotMatch(
      scripts.join(),
      /innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function|fetch|import|localStorage|cookie/,
    );
    const rest = document.replace(/<script>.*<\/script>/s, '');
    assert.doesNotMatch(rest, /<(script|iframe|img|object|embed|form|base)\b|\son\w+=|@import|url\(/i);
    for (const [, target] of rest.matchAll(/(?:href|src)="([^"]*)"/g))
      assert.match(target ?? '', LOCAL_OR_OURS);
    for (const [link] of rest.matchAll(/<a [^>]*href="https:[^>]*>/g))
      assert.match(link, / target="_blank" rel="noopener noreferrer">$/);
  });

  test(`${title}: identifiers are unique and every reference leads somewhere`, () => {
    const document = render(report);
    const ids = [...document.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const [, id] of document.matchAll(/(?:aria-labelledby="|href="#)([^"]+)"/g))
      assert.ok(ids.includes(id), id);
  });

  test(`${title}: headings do not skip a level, and tables have captions and scopes`, () => {
    const document = render(report);
    const levels = [...document.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    assert.equal(levels.filter((level) => level === 1).length, 1);
    for (const [at, level] of levels.entries())
      assert.ok(level <= (levels[at - 1] ?? 0) + 1, `h${level} at ${at}`);
    assert.equal(document.match(/<table[ >]/g)?.length, document.match(/<caption /g)?.length);
    assert.doesNotMatch(document, /<th(?! scope="(col|row)")[ >]/);
  });
}

test('the report tells what changed, what went wrong, what was held back, and where time and requests went', () => {
  const document = render(syncReport);
  for (const title of [
    'What changed',
    'Problems',
    'Deletions held back',
    'By kind',
    'By project',
    'Where the time went',
    'Where the requests went',
    'Some of the changes',
  ])
    assert.match(document, new RegExp(`<h2[^>]*>${title}<`));
  for (const text of ['Retire the SOAP endpoint', 'Retry-After on 429', 'Retry-After on 429', 'legacy-soap'])
    assert.ok(document.includes(text), text);
});

test('a plan shows fields before and after, and why a deletion would be held back', () => {
  const document = render(planReport);
  assert.match(
    document,
    /<del><bdi[^>]*>&quot;Internal Service&quot;<\/bdi><\/del> <ins><bdi[^>]*>&quot;Mission/,
  );
  assert.match(document, /still the target of a relation[^<]*<\/bdi> <span>1<\/span>/);
  assert.match(
    document,
    /Shared libraries<\/bdi> <bdi[^>]*>shared-libraries<\/bdi> <span class="why"><bdi>azureDevopsPipeline 72 relates to it/,
  );
});

test('every picture has its numbers beside it and is hidden from screen readers', () => {
  const document = render(syncReport);
  for (const [svg] of document.matchAll(/<svg[^>]*>/g)) assert.match(svg, /aria-hidden="true"/);
});

/** Widths of the bars in each row of a table, together. */
const lengths = (document: string, caption: string): number[] => {
  const [, rows = ''] =
    new RegExp(`<caption id="${caption}">.*?<tbody>(.*?)</tbody>`, 's').exec(document) ?? [];
  return [...rows.matchAll(/<svg class="bar".*?<\/svg>/g)].map(([bar]) =>
    [...bar.matchAll(/width="([\d.]+)"/g)].reduce((sum, [, width]) => sum + Number(width), 0),
  );
};

test('bars compare: rows of a table have one scale, and so have the routes and the waits of all services', () => {
  const document = render(syncReport);
  const longest = (caption: string) => Math.max(...lengths(document, caption));
  const scaleOf = (caption: string, values: readonly number[]) =>
    assert.ok(
      lengths(document, caption).every((length, at) => {
        const whole = Math.max(...values);
        return Math.abs(length - ((values[at] ?? 0) / whole) * 1000) < 25;
      }),
      `${caption}: ${lengths(document, caption)} of ${values}`,
    );
  scaleOf(
    'items-table',
    syncReport.resources.map(({ items }) => items),
  );
  scaleOf(
    'entities-table',
    syncReport.resources.map(({ entities }) => entities),
  );
  assert.ok(longest('service-0-routes') > 990 && longest('service-1-routes') < 300);
  assert.ok(longest('service-0-waits') > 990 && longest('service-1-waits') < 300);
});

test('what is not nothing is seen: an outcome of one among many thousand has a bar', () => {
  const row = { ...syncReport.blueprints[0], created: 1, updated: 1_000_000 };
  const document = render({ ...syncReport, blueprints: [row] as Report['blueprints'] });
  const bars = /<svg class="bar"[^>]*>(.*?)<\/svg>/.exec(document)?.[1] ?? '';
  const widths = [...bars.matchAll(/width="([\d.]+)"/g)].map(([, width]) => Number(width));
  assert.equal(widths.length, 2);
  assert.ok(Math.min(...widths) >= 4 && widths.reduce((a, b) => a + b) <= 1000.1);
});

test('a run with a hundred thousand of everything makes a file that opens', () => {
  const many = <T>(item: T): T[] => Array.from({ length: 100_000 }, () => item);
  const field = { field: 'properties.text', before: '"a"', after: '"b"' };
  const changes = Array.from({ length: 1_000 }, (_, at) => ({
    action: 'updated' as const,
    blueprint: `blueprint-${at}`,
    count: 100_000,
    examples: Array.from({ length: 100 }, (_, entity) => ({
      action: 'updated' as const,
      blueprint: `blueprint-${at}`,
      identifier: `entity-${entity}`,
      fields: Array.from({ length: 100 }, () => field),
    })),
  }));
  const document = render({
    ...hostileReport('x'.repeat(300)),
    warnings: many('y'.repeat(500)),
    problems: many(syncReport.problems[0] as Report['problems'][number]),
    blueprints: many(syncReport.blueprints[0] as Report['blueprints'][number]),
    projects: many(syncReport.projects[0] as Report['projects'][number]),
    changes,
  });
  assert.ok(document.length < 2_000_000, `${document.length}`);
});

test('the timeline of a run of less than a second has more than its beginning', () => {
  const [phase] = syncReport.phases;
  assert.ok(phase);
  const report: Report = {
    ...syncReport,
    run: { ...syncReport.run, durationSeconds: 0.62 },
    phases: [{ ...phase, startedSeconds: 0, finishedSeconds: 0.62 }],
    resources: [],
  };
  const labels = /<span class="ticks"[^>]*>(.*?)<\/span><\/th>/s.exec(render(report))?.[1] ?? '';
  assert.deepEqual(labels.match(/\d[\d.]* s/g), ['0 s', '0.2 s', '0.4 s', '0.6 s']);
});

test('what counts as a failure of a request is said where there is one', () => {
  const words = 'also where the answer says that something is not there';
  assert.ok(render(syncReport).includes(words));
  const services = syncReport.services.map((service) => ({
    ...service,
    routes: service.routes.map((route) => ({ ...route, failures: 0 })),
  }));
  assert.ok(!render({ ...syncReport, services }).includes(words));
});
