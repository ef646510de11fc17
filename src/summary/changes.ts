import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Change } from '../report/report.ts';
import { printableJson } from './json.ts';
import { maskStrings } from './mask.ts';

/** What was done to the entities of one blueprint, with the first few of them. */
export interface ChangeSample {
  blueprint: string;
  action: Change['action'];
  count: number;
  examples: Change[];
}

/** The run's changes.ndjson while it is written. */
export interface Changes {
  /** Resolves when there is room for more. Rejects when the file cannot be written. */
  write(change: Change): Promise<void>;
  /** Secrets already masked. */
  samples(): readonly ChangeSample[];
  /** Resolves when all of it is in the file. May be called again. */
  close(): Promise<void>;
}

export interface ChangesOptions {
  mask: (text: string) => string;
  /** Kept in memory per blueprint and action (5). */
  examples?: number;
  /** Makes of an error of the file system what the writer is told. */
  failed?(error: unknown): unknown;
}

/** Blueprints with samples in memory: computed ones may be without number. Further samples are only in the file. */
const sampleLimit = 300;

const sampler = (limit: number) => {
  const samples = new Map<string, ChangeSample>();
  return {
    add(change: Change): void {
      const key = `${change.action}\n${change.blueprint}`;
      let sample = samples.get(key);
      if (!sample && samples.size < sampleLimit) {
        sample = { blueprint: change.blueprint, action: change.action, count: 0, examples: [] };
        samples.set(key, sample);
      }
      if (!sample) return;
      sample.count++;
      if (sample.examples.length < limit) sample.examples.push(change);
    },
    all: () => [...samples.values()],
  };
};

/** Begins changes.ndjson anew; whatever lies at the path, a link too, is replaced. */
export const createChanges = async (
  path: string,
  { mask, examples = 5, failed = (error) => error }: ChangesOptions,
): Promise<Changes> => {
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  const stream = createWriteStream(path, { flags: 'wx' });
  await once(stream, 'open');
  const done = finished(stream).catch((error) => {
    throw failed(error);
  });
  done.catch(() => {}); // told by write and close
  const samples = sampler(examples);
  let room: Promise<unknown> | undefined;
  return {
    async write(change) {
      if (stream.errored) return done;
      if (stream.writableEnded) throw new Error(`${path} is already closed`);
      const masked = maskStrings(change, mask);
      samples.add(masked);
      if (stream.write(`${printableJson(masked)}\n`)) return;
      room ??= Promise.race([once(stream, 'drain'), done]).finally(() => {
        room = undefined;
      });
      await room;
    },
    samples: samples.all,
    async close() {
      if (!stream.writableEnded) stream.end();
      await done;
    },
  };
};
