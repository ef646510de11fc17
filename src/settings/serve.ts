import type { Host } from '../host/types.ts';
import { polling, readEventListener } from '../inputs/event-listener.ts';
import { oceanOnly } from '../inputs/ocean.ts';
import { messageOf } from '../lib/errors.ts';
import type { InputReader } from './reader.ts';
import type { ServeSettings, Settings } from './types.ts';

/** What an always-on process is told. What is wrong with it is a problem of the reader's. */
export const readServe = (host: Host, reader: InputReader, mode: Settings['mode']): ServeSettings => {
  if (mode !== 'sync')
    reader.problem(
      host.inputLabel('mode'),
      `An always-on process syncs, and does no ${mode}.`,
      'Leave it out.',
    );
  const resyncInterval = reader.number('scheduledResyncInterval');
  return {
    listener: listenerOf(host, reader),
    ...(!Number.isNaN(resyncInterval) && { resyncInterval }),
    listenPort: reader.number('listenPort'),
  };
};

const listenerOf = ({ environment }: Host, reader: InputReader): ServeSettings['listener'] => {
  try {
    const listener = readEventListener(environment) ?? polling;
    // `serve` was said by name: the variable is left from a pipeline.
    return listener.type === 'ONCE' ? polling : listener;
  } catch (error) {
    reader.problem(
      oceanOnly.eventListener,
      messageOf(error),
      'Give the listener as JSON, such as {"type":"POLLING"}.',
    );
    return polling;
  }
};
