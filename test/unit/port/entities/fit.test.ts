import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CUT_MARK, fit, mayExceed } from '../../../../src/port/entities/fit.ts';
import { blueprint } from '../support.ts';

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const entity = (properties: Record<string, unknown>) => ({ identifier: 'a', blueprint: 'thing', properties });

test('whatever an entity’s texts are, it fits after the cut, and the cut is the same every time', () => {
  const text = fc
    .tuple(
      fc.constantFrom('a', 'ü', '日', '😀', '"', '\\', '\n', '\u0001', '\ud800'),
      fc.integer({ max: 20_000, min: 0 }),
    )
    .map(([unit, count]) => unit.repeat(count));
  fc.assert(
    fc.property(text, text, fc.integer({ min: 4_000, max: 30_000 }), (readme, other, limit) => {
      const body = entity({ readme, other });
      const fitted = fit(body, limit);
      if (!fitted) return assert.ok(bytes(body) <= limit);
      assert.ok(bytes(body) > limit && mayExceed(body, limit));
      assert.ok(bytes(fitted.body) <= limit, `${bytes(fitted.body)} of ${limit}`);
      assert.deepEqual(fit(body, limit), fitted);
      assert.equal(fit(fitted.body, limit), undefined);
      assert.deepEqual(body, entity({ readme, other }));
      for (const place of fitted.cut) {
        const name = place.replace('properties.', '');
        const cut = String(fitted.body.properties?.[name]);
        assert.ok(cut.endsWith(CUT_MARK));
        assert.ok(String(body.properties[name as 'readme']).startsWith(cut.slice(0, -CUT_MARK.length)));
      }
    }),
    { numRuns: 200 },
  );
});

test('the longest text is cut, wherever it lies, and no more than it has to be', () => {
  const body = entity({
    readme: 'x'.repeat(9_000),
    more: { deep: ['y'.repeat(20_000)] },
    short: 'z'.repeat(500),
  });
  const fitted = fit(body, 20_000);
  assert.deepEqual(fitted?.cut, ['properties.more']);
  assert.ok(bytes(fitted?.body) > 19_900);
});

test('a text that must have a form is left whole', () => {
  const thing = blueprint('thing', {
    link: { type: 'string', format: 'url' },
    kind: { type: 'string', enum: ['a'] },
    code: { type: 'string', pattern: '^x' },
    readme: { type: 'string', format: 'markdown' },
  });
  const long = 'x'.repeat(8_000);
  const body = entity({ link: long, kind: long, code: long, readme: 'r'.repeat(5_000) });
  const fitted = fit(body, 27_000, thing);
  assert.deepEqual(fitted?.cut, ['properties.readme']);
  assert.equal(fitted?.body.properties?.link, long);
});

test('half of a character is never left', () => {
  for (let length = 2_000; length < 2_004; length += 1) {
    const fitted = fit(entity({ readme: `${'x'.repeat(length % 4)}${'😀'.repeat(5_000)}` }), 10_000);
    assert.ok(String(fitted?.body.properties?.readme).isWellFormed());
  }
});
