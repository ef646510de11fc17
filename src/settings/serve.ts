import type { Host } from '../host/types.ts';
import { polling, readEventListener } from '../inputs/event-listener.ts';
import { oceanOnly, wantsIncrements } from '../inputs/ocean.ts';
import { messageOf } from '../lib/errors.ts';
import { withoutTrailing } from '../lib/text/trim.ts';
import type { Given } from './lookup.ts';
import type { InputReader } from './reader.ts';
import type { ServeSettings, Settings } from './types.ts';

/** The path at which Port's exporter takes events: its subscriptions go on. A base URL may have a path before it. */
export const WEBHOOK_PATH = '/integration/webhook';

/** The settings of an always-on process. What is wrong with them is a problem of the reader's. */
export const readServe = (host: Host, reader: InputReader, mode: Settings['mode']): ServeSettings => {
  if (mode !== 'sync')
    reader.problem(
      host.inputLabel('mode'),
      `An always-on process syncs, and does no ${mode}.`,
      'Leave it out.',
    );
  const resyncInterval = reader.number('scheduledResyncInterval');
  const incrementalInterval = reader.number('incrementalInterval');
  const increments = Number.isNaN(incrementalInterval) ? usualIncrements(host) : incrementalInterval;
  return {
    listener: listenerOf(host, reader),
    ...(!Number.isNaN(resyncInterval) && { resyncInterval }),
    ...(increments !== undefined && { incrementalInterval: increments }),
    ...readPorts(host, reader),
    webhook: readWebhook(host, reader),
    hooks: readHooks(reader),
  };
};

/** Minutes between incremental resyncs: those of the job in Port's chart (0.21.0). */
const usualIncrements = ({ environment }: Host): number | undefined =>
  wantsIncrements(environment) ? 15 : undefined;

const readWebhook = (host: Host, reader: InputReader): ServeSettings['webhook'] => {
  const username = reader.text('webhookAuthUsername');
  const secret = reader.given('webhookSecret');
  if (username.includes(':'))
    reader.problem(
      host.inputLabel('webhookAuthUsername'),
      'A colon ends a user name.',
      'Choose another one.',
    );
  return { username, ...(secret && { secret: secret.value }) };
};

const readHooks = (reader: InputReader): ServeSettings['hooks'] => {
  const given = reader.given('baseUrl');
  const url = given && addressOf(given, reader);
  return { ...(url !== undefined && { url }), isProjectsLimited: reader.flag('isProjectsLimited') };
};

/** The address of events below a base URL. */
const addressOf = ({ value, where }: Given, reader: InputReader): string | undefined => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const hint = 'It looks like https://catalog.example.com';
  // The value is not repeated in the message: it may have a password in it.
  if (!url || !/^https?:$/.test(url.protocol)) reader.problem(where, 'It is no http or https address.', hint);
  else if (url.username || url.password || url.search || url.hash)
    reader.problem(where, 'It has more in it than a host and a path.', hint);
  else return withoutTrailing(url.href, '/') + WEBHOOK_PATH;
  return undefined;
};

/** Fewest characters of a password for a page that anybody may reach. */
const SHORTEST_PASSWORD = 16;

const readPorts = (host: Host, reader: InputReader): Pick<ServeSettings, 'listenPort' | 'status'> => {
  const listenPort = reader.number('listenPort');
  const port = reader.number('statusPort');
  const username = reader.text('statusUsername');
  const password = reader.given('statusPassword');
  if (password) {
    if (password.value.length < SHORTEST_PASSWORD)
      reader.problem(
        password.where,
        `It has fewer than ${SHORTEST_PASSWORD} characters, and could be guessed.`,
        'Choose a longer one.',
      );
    if (username.includes(':'))
      reader.problem(host.inputLabel('statusUsername'), 'A colon ends a user name.', 'Choose another one.');
    return { listenPort, status: { username, password: password.value } };
  }
  if (listenPort === port && port !== 0)
    reader.problem(
      host.inputLabel('statusPort'),
      `The port ${port} is that of listenPort, too.`,
      'Choose another one, or give a statusPassword.',
    );
  return { listenPort, status: { port } };
};

const listenerOf = ({ environment }: Host, reader: InputReader): ServeSettings['listener'] => {
  try {
    const listener = readEventListener(environment) ?? polling;
    // The user said `serve` by name: the variable is left over from a pipeline.
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
