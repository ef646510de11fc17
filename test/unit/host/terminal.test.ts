import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMask } from '../../../src/host/mask.ts';
import { createOutput } from '../../../src/host/output.ts';
import { createProgress } from '../../../src/host/progress.ts';

const streamOf = (isTTY: boolean, columns = 40) => {
  const stream = {
    text: '',
    isTTY,
    columns,
    write(part: string) {
      stream.text += part;
    },
  };
  return stream;
};

const progressOn = (stream: ReturnType<typeof streamOf>) => {
  let time = 0;
  const output = createOutput((text) => stream.write(text), createMask());
  const progress = createProgress(stream, output, () => time);
  return {
    progress,
    wait: (ms: number) => {
      time += ms;
    },
  };
};

describe('progress', () => {
  test('is one line that is drawn anew on a terminal, no wider than it', () => {
    const stream = streamOf(true, 12);
    const { progress } = progressOn(stream);
    progress.show('reading repositories', 5);
    progress.show('done');
    progress.end();
    assert.equal(stream.text, 'reading rep\r\u001b[2Kdone\r\u001b[2K');
  });

  test('is a plain line now and then in a pipe', () => {
    const stream = streamOf(false);
    const { progress, wait } = progressOn(stream);
    progress.show('reading', 1);
    progress.show('reading', 2);
    wait(10_000);
    progress.show('reading', 3);
    progress.end();
    assert.equal(stream.text, 'reading (1 %)\nreading (3 %)\n');
  });
});
