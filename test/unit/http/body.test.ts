import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { bodyText } from '../../../src/http/body-text.ts';
import { decompress, releaseBody } from '../../../src/http/transport/decompress.ts';

const PIECE = 2 ** 15;

test('a text is the same whether its characters end where its pieces do or not', () => {
  const character = fc.constantFrom('a', 'é', '日', '🙂', '\u2028', '\ufffd', '\ufeff');
  fc.assert(
    fc.property(
      fc.array(character, { maxLength: 8 }),
      fc.integer({ min: 0, max: 8 }),
      (characters, before) => {
        const text = `x${'a'.repeat(PIECE - 1 - before)}${characters.join('')}${'b'.repeat(PIECE)}`;
        assert.equal(bodyText(Buffer.from(text)), text);
      },
    ),
  );
});

test('no long piece is decoded at once: Node would make a copy outside of the heap, and leave a gap there', () => {
  const body = Buffer.from('é'.repeat(4 * PIECE));
  const decoded: number[] = [];
  const toText = body.toString;
  body.toString = (encoding, start = 0, end = body.length) => {
    decoded.push(end - start);
    return toText.call(body, encoding, start, end);
  };
  bodyText(body);
  assert.ok(Math.max(...decoded) <= PIECE, `${Math.max(...decoded)} bytes at once`);
});

test('bytes that are no text become what Node makes of them, and none is lost', () => {
  for (const bytes of [[0x80], [0xbf, 0xbf, 0xbf, 0xbf, 0xbf], [0xf0, 0x9f], [0xff, 0xfe]]) {
    const body = Buffer.concat([Buffer.alloc(PIECE - 2, 'a'), Buffer.from(bytes), Buffer.alloc(9, 'b')]);
    const text = bodyText(body);
    assert.ok(text.startsWith('a'.repeat(PIECE - 2)) && text.endsWith('b'.repeat(9)));
    assert.ok(text.includes('\ufffd'));
  }
});

test('a byte order mark is left out, and nothing comes of nothing', () => {
  assert.equal(bodyText(Buffer.from('\ufeff{}')), '{}');
  assert.equal(bodyText(Buffer.alloc(0)), '');
});

test('what can hardly be compressed comes back whole, of any size', async () => {
  for (const size of [0, 100, 20_000, 6_000_000]) {
    const raw = randomBytes(size);
    assert.ok((await decompress(gzipSync(raw), 'gzip')).equals(raw), `${size} bytes`);
  }
});

test('large answers are unpacked two at a time, whatever becomes of each', async () => {
  let begun = 0;
  const hook = createHook({
    init(_, type) {
      if (type === 'ZLIB') begun += 1;
    },
  }).enable();
  const raw = randomBytes(100_000);
  const whole = gzipSync(raw);
  // Bodies of other tests are done by then.
  await setImmediate();
  begun = 0;
  const answers = Array.from({ length: 9 }, (_, i) =>
    decompress(i % 3 === 1 ? whole.subarray(0, 50_000) : whole, 'gzip'),
  );
  const settled = Promise.allSettled(answers);
  // No body can have come back from its thread so far.
  for (let tick = 0; tick < 20; tick++) await Promise.resolve();
  assert.equal(begun, 2);
  for (const [i, answer] of (await settled).entries()) {
    if (i % 3 === 1) assert.equal(answer.status, 'rejected');
    else assert.deepEqual(answer.status === 'fulfilled' && answer.value, raw);
  }
  assert.equal(begun, answers.length);
  hook.disable();
});

test('a body that is let go gives back memory of its own, and leaves that of others alone', async () => {
  const raw = randomBytes(100_000);
  const large = await decompress(gzipSync(raw), 'gzip');
  assert.equal(large.length, raw.length);
  releaseBody(large);
  assert.equal(large.length, 0);
  for (const encoding of ['gzip', undefined]) {
    const wire = encoding ? gzipSync('small') : Buffer.from('small');
    const small = await decompress(wire, encoding);
    releaseBody(small);
    assert.equal(small.toString(), 'small');
  }
});
