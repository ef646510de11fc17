import type { Log } from '../../lib/log.ts';
import type { BegunResync } from './resync-queue.ts';
import type { Reason, Resync, ResyncKind } from './types.ts';

const WORDS: Record<Reason, string> = {
  start: 'the process has started',
  schedule: 'it is scheduled',
  request: 'it was asked for in Port',
  mapping: 'the mapping in Port is another one',
  retry: 'the one before failed',
  increment: 'what changed is due',
  'catch-up': 'something may have been missed',
};

const KINDS: Record<ResyncKind, string> = { full: '', incremental: ', an incremental one,' };

export const tellBegin = (log: Log, { number, kind, reasons }: BegunResync): void =>
  log.info(`Resync ${number}${KINDS[kind]} begins: ${reasons.map((reason) => WORDS[reason]).join(', ')}.`);

export const tellEnd = (log: Log, resync: Resync): void => {
  const { number, kind, status, startedAt, finishedAt, failure } = resync;
  const seconds = Math.round((finishedAt - startedAt) / 1000);
  const words = `Resync ${number}${KINDS[kind]} ended after ${seconds} s: ${status}.${failure ? ` ${failure}` : ''}`;
  if (status === 'succeeded' || status === 'skipped') log.info(words);
  else if (status === 'failed' || status === 'crashed') log.error(words);
  else log.warn(words);
};
