import type { EventListener } from '../inputs/event-listener.ts';
import { oceanOnly } from '../inputs/ocean.ts';
import type { ProcessVariables } from '../lib/process-variables.ts';

const isTrue = (value: string | undefined): boolean => value?.trim().toLowerCase() === 'true';

/** The differences from Port's exporter in this environment, in words for the log. */
export const notDone = (environment: ProcessVariables, listener: EventListener): string[] => {
  const of = (name: string) => environment[`OCEAN__${name}`];
  const all: [boolean, string][] = [
    [
      listener.type === 'KAFKA' || listener.type === 'WEBHOOK',
      `${oceanOnly.eventListener} is ${listener.type}: Port is asked every ${listener.interval} s instead, whether a resync is wanted.`,
    ],
    [
      isTrue(of('ACTIONS_PROCESSOR__ENABLED')),
      'OCEAN__ACTIONS_PROCESSOR__ENABLED: actions are not processed.',
    ],
    [
      isTrue(of('LIVE_EVENTS__IS_REDIS_STREAM_CONSUMER_ENABLED')),
      'OCEAN__LIVE_EVENTS__IS_REDIS_STREAM_CONSUMER_ENABLED: events are not read from Redis.',
    ],
    [
      of('PROCESSING_MODE')?.trim().toLowerCase() === 'dsp',
      'OCEAN__PROCESSING_MODE is dsp: items are mapped here, and not by Port’s own processor.',
    ],
    [
      isTrue(of('LAKEHOUSE_ENABLED')),
      'OCEAN__LAKEHOUSE_ENABLED: raw items are not sent to Port’s lakehouse.',
    ],
    [isTrue(of('STREAMING__ENABLED')), 'OCEAN__STREAMING__ENABLED: it has no meaning here.'],
    [
      of('OAUTH_ACCESS_TOKEN_FILE_PATH') !== undefined,
      'OCEAN__OAUTH_ACCESS_TOKEN_FILE_PATH: Azure DevOps is signed in to by a token, a service principal or workload identity.',
    ],
  ];
  return all.flatMap(([holds, words]) => (holds ? [words] : []));
};
