import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { decompress, textOf } from '../../../src/http/body.ts';

const PIECE = 2 ** 15;

test('a text is the same whether its characters end where its pieces do or not', () => {
  const character = fc.constantFrom('a', 'é', '日', '🙂', '\u2028', '\ufffd', '\ufeff');
  fc.assert(
    fc.property(
      fc.array(character, { maxLength: 8 }),
      fc.integer({ min: 0, max: 8 }),
      (characters, before) => {
        const text = `x${'a'.repeat(PIECE - 1 - before)}${characters.join('')}${'b'.repeat(PIECE)}`;
        assert.equal(textOf(Buffer.from(text)), text);
      },
    ),
  );
});

test('bytes that are no text become what Node makes of them, and none is lost', () => {
  for (const bytes of [[0x80], [0xbf, 0xbf, 0xbf, 0xbf, 0xbf], [0xf0, 0x9f], [0xff, 0xfe]]) {
    const body = Buffer.concat([Buffer.alloc(PIECE - 2, 'a'), Buffer.from(bytes), Buffer.alloc(9, 'b')]);
    const text = textOf(body);
    assert.ok(text.startsWith('a'.repeat(PIECE - 2)) && text.endsWith('b'.repeat(9)));
    assert.ok(text.includes('\ufffd'));
  }
});

test('a byte order mark is left out, and nothing comes of nothing', () => {
  assert.equal(textOf(Buffer.from('\ufeff{}')), '{}');
  assert.equal(textOf(Buffer.alloc(0)), '');
});

test('what can hardly be compressed comes back whole, of any size', async () => {
  for (const size of [0, 100, 20_000, 6_000_000]) {
    const raw = randomBytes(size);
    assert.ok((await decompress(gzipSync(raw), 'gzip')).equals(raw), `${size} bytes`);
  }
});
