import { parseOrganisationUrl } from '../../azure-devops/organisation.ts';
import type { ItemsDone } from '../../events/items-protocol.ts';
import type { Host } from '../../host/types.ts';
import type { Clock } from '../../lib/async/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { ServeSettings, Settings } from '../../settings/types.ts';
import type { Routes } from '../http/http-server.ts';
import { forwardOutput } from '../process/forward-log.ts';
import { runEnvironment } from '../process/run-environment.ts';
import type { EventsView } from '../view.ts';
import { createEventQueue } from './event-queue.ts';
import { createItemsProcess } from './items-process.ts';
import { type WebhookOutcome, webhookRoutes } from './webhook.ts';

export interface EventsOptions {
  settings: Settings;
  own: ServeSettings;
  host: Host;
  /** The folder for temporary files. */
  temporary: string;
  signal: AbortSignal;
  clock: Clock;
  /** Hears of each event, with what became of it. */
  received(type: string, outcome: WebhookOutcome): void;
  /** Hears of what was written for events, with the milliseconds that each waited. */
  applied(done: ItemsDone, delays: readonly number[]): void;
  /** Whether what lacks the credentials is refused. */
  refuses(): boolean;
  /** Hears in words of a change that no event can tell of. */
  catchUp(why: string): void;
}

/** Live events: taken at an address, and in the catalog seconds later. */
export interface Events {
  routes: Routes;
  resyncBegins(): void;
  resyncEnded(): void;
  view(): EventsView;
  stop(): Promise<void>;
}

/** Milliseconds without an event after which the worker ends. */
const IDLE_MS = 2 * 60_000;
/** Milliseconds from one line about the same thing to the next. */
const RARELY_MS = 60_000;

export const createEvents = (options: EventsOptions): Events => {
  const { settings, own, host, signal, clock } = options;
  const { log } = host;
  const rarely = createRarely(clock);
  const counts = createCounts();
  const worker = createItemsProcess({
    environment: { ...runEnvironment(host), TMPDIR: options.temporary, TEMP: options.temporary },
    log: forwardOutput(host),
    idleMs: IDLE_MS,
  });
  const queue = createEventQueue({
    apply: worker.apply,
    clock,
    signal,
    applied(done, delays) {
      counts.applied(done, clock.now());
      options.applied(done, delays);
      tellDone(host, done);
    },
    failed(error, ms) {
      counts.failing(messageOf(error));
      log.warn(`Events wait, for ${Math.round(ms / 1000)} s at the least: ${messageOf(error)}`);
    },
    missed(why) {
      rarely(`missed ${why}`, () => log.warn(`Events: ${why}.`));
      options.catchUp(why);
    },
  });
  return {
    routes: webhookRoutes({
      credentials: credentialsOf(own, log),
      organisations: settings.organizationUrls.map((url) => parseOrganisationUrl(url)),
      clock,
      isEnding: () => signal.aborted,
      refuses: options.refuses,
      take: queue.add,
      received(type, outcome) {
        counts.received(outcome);
        options.received(type, outcome);
        const words = TOLD[outcome];
        if (words) rarely(outcome, () => log.warn(words));
        const missed = MISSED[outcome];
        if (missed) options.catchUp(missed);
      },
    }),
    resyncBegins: queue.resyncBegins,
    resyncEnded: queue.resyncEnded,
    view: () => ({
      ...counts.view(),
      waiting: queue.size,
      ...(queue.oldestAt !== undefined && queue.size > 0 && { oldestAt: queue.oldestAt }),
    }),
    stop: worker.stop,
  };
};

/** The user name and password that events have to come with. Undefined where there are none, which is told. */
const credentialsOf = ({ webhook: { username, secret } }: ServeSettings, log: Log) => {
  if (secret) return { username, password: secret };
  log.warn(
    'There is no webhookSecret: whoever reaches the address of events can make this process read items again. Nothing of an event but ids is used.',
  );
  return undefined;
};

/** Outcomes that the user can do something about. */
const TOLD: Partial<Record<WebhookOutcome, string>> = {
  refused:
    'An event came without the right user name and password (webhookAuthUsername, webhookSecret) and was refused. Azure DevOps restricts a subscription that is refused, and its events are lost.',
  busy: 'An event was sent away, to be sent again: there is no room, or too many come.',
  too_large: 'An event was larger than 2 MB, and was dropped.',
  foreign: 'An event was of an organisation that is none of organizationUrls, and was dropped.',
  unreadable: 'Something came that is no event of Azure DevOps, and was dropped.',
  without_id:
    'An event does not say what changed: its subscription sends too few details (resourceDetailsToSend).',
};

/** Outcomes after which something has changed, and nobody knows what. */
const MISSED: Partial<Record<WebhookOutcome, string>> = {
  without_id: 'an event did not say what changed',
  too_large: 'an event was too large to be read',
};

/** Calls at most once in a while for the same thing. */
const createRarely = ({ now }: Clock) => {
  const told = new Map<string, number>();
  return (what: string, tell: () => void): void => {
    const last = told.get(what);
    if (last !== undefined && now() - last < RARELY_MS) return;
    told.set(what, now());
    tell();
  };
};

const createCounts = () => {
  const received: Partial<Record<WebhookOutcome, number>> = {};
  const totals = { created: 0, updated: 0, unchanged: 0, deleted: 0, refused: 0 };
  let appliedAt: number | undefined;
  let failure: string | undefined;
  return {
    received(outcome: WebhookOutcome) {
      received[outcome] = (received[outcome] ?? 0) + 1;
    },
    applied(done: ItemsDone, now: number) {
      for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += done[name];
      appliedAt = now;
      failure = undefined;
    },
    failing(why: string) {
      failure = why;
    },
    view: () => ({
      received: { ...received },
      ...totals,
      ...(appliedAt !== undefined && { appliedAt }),
      ...(failure !== undefined && { failure }),
    }),
  };
};

const tellDone = ({ log }: Host, done: ItemsDone): void => {
  const { created, updated, deleted, refused, waiting } = done;
  const parts = Object.entries({ created, updated, deleted, refused }).flatMap(([name, count]) =>
    count > 0 ? `${count} ${name}` : [],
  );
  if (parts.length > 0) log.info(`Events: ${parts.join(', ')}.`);
  for (const { reason, count, examples } of waiting)
    log.debug(`Events: ${count} wait for the next full sync: ${reason} (${examples.join(', ')})`);
};
