import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { bundles } from '../../scripts/lib/bundles.ts';

const text = readFileSync(new URL('../../deploy/Dockerfile', import.meta.url), 'utf8');
const lines = text.replaceAll('\\\n', ' ').split('\n');
const stages = lines
  .join('\n')
  .split(/^(?=FROM )/m)
  .slice(1);
const last = stages.at(-1) ?? '';

/** Facts that can be read off the file: an image cannot be built where there is no builder. */
describe('the image', () => {
  test('holds the bundle with what it needs beside it, and nothing of the other hosts', () => {
    const copied = [...text.matchAll(/\bdist\/(\S+)/g)].map(([, name = '']) => name).toSorted();
    assert.deepEqual(copied, [
      'THIRD-PARTY-NOTICES.txt',
      'index.js',
      'jq-worker.js',
      'package.json',
      'samples.ndjson',
      'serve-metrics.js',
    ]);
    for (const name of copied.filter((name) => /^(index|jq|serve)/.test(name)))
      assert.ok(name in bundles, name);
    const [, to] = /^COPY --from=files \/files\/app (\S+)$/m.exec(last) ?? [];
    assert.match(last, new RegExp(`^ENTRYPOINT \\["node", "${to}/index\\.js"\\]$`, 'm'));
    assert.doesNotMatch(last, /^CMD/m);
  });

  test('runs nothing in its last stage, which may be of another architecture', () => {
    assert.equal(stages.length, 2);
    assert.match(stages[0] ?? '', /^FROM --platform=\$BUILDPLATFORM /);
    assert.doesNotMatch(last, /^RUN/m);
  });

  test('is slim, runs as nobody in particular, and writes where the charts mount a folder', () => {
    for (const stage of stages) assert.match(stage, /^FROM (\S+ )?node:24-slim/);
    assert.match(last, /^USER 65532:65532$/m);
    assert.match(last, /^COPY --from=files --chmod=1777 \/files\/temporary \/tmp\/ocean$/m);
    assert.match(last, /^ENV .*\bTMPDIR=\/tmp\/ocean$/m);
    assert.match(last, /^WORKDIR \/tmp\/ocean$/m);
  });
});
