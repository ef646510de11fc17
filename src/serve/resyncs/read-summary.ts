import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../../report/report.ts';
import type { Resync, ResyncSummary } from './types.ts';

/** Bytes of a summary.json. One of 29 kinds has 60,000. */
const LARGEST = 32 * 2 ** 20;

/** A run as it tells of itself. `kind` is there where the run got as far as to decide it. */
type ToldResync = Pick<Resync, 'status' | 'failure' | 'code' | 'summary'> & Partial<Pick<Resync, 'kind'>>;

/** Reads a run's summary. Undefined where it left none that is whole. */
export const readSummary = async (directory: string): Promise<ToldResync | undefined> => {
  const path = join(directory, 'summary.json');
  try {
    if ((await stat(path)).size > LARGEST) return undefined;
    const report = JSON.parse(await readFile(path, 'utf8')) as Report;
    const { status, failure, increments } = report.run;
    const told = failure && [failure.message, failure.hint, failure.code && `(${failure.code})`];
    return {
      status,
      ...(increments && { kind: increments.since === undefined ? 'full' : 'incremental' }),
      summary: summaryOf(report),
      ...(told && { failure: told.filter(Boolean).join(' ') }),
      ...(failure?.code && { code: failure.code }),
    };
  } catch {
    return undefined;
  }
};

const summaryOf = ({ run, totals, problems, services, peakMemoryBytes }: Report): ResyncSummary => {
  const { created, updated, unchanged, deleted, refused, heldBack } = totals;
  const waited = services.map(({ name, waits }) => [
    name,
    waits.reduce((sum, { seconds }) => sum + seconds, 0),
  ]);
  return {
    runId: run.id,
    created,
    updated,
    unchanged,
    deleted,
    refused,
    heldBack,
    problems: problems.reduce((sum, { count }) => sum + count, 0),
    requests: Object.fromEntries(services.map(({ name, requests }) => [name, requests])),
    waitSeconds: Object.fromEntries(waited),
    memoryBytes: peakMemoryBytes,
  };
};
