import type { ItemsDone } from '../../../src/events/items-protocol.ts';
import type { Log } from '../../../src/lib/log.ts';
import type { Report } from '../../../src/report/report.ts';
import { createEventQueue } from '../../../src/serve/events/event-queue.ts';
import { webhookRoutes } from '../../../src/serve/events/webhook.ts';
import type { Settings } from '../../../src/settings/types.ts';
import type { Ended, Product } from '../../integration/product.ts';
import type { Payload } from './event-source.ts';

/** A run or a reading, with its begin and end; ms. */
export interface Span {
  name: string;
  from: number;
  to: number;
  changes: Ended['changes'];
  report?: Report;
}

/** An always-on process in this one: the parts of the real one, with runs of the product in place of its children. */
export interface AlwaysOn {
  /** The status of the answer; undefined where nobody listens. */
  receive(payload: Payload): Promise<number | undefined>;
  /** Starts a resync, or makes one follow that at work. */
  ask(mode: 'sync' | 'incremental'): void;
  /** True while something waits or is at work. */
  readonly busy: boolean;
  readonly spans: readonly Span[];
  /** Kill of the process and its children, as by `kill -9`. */
  kill(): void;
}

export interface AlwaysOnOptions {
  product: Product;
  organisations: readonly string[];
  settings: Partial<Settings>;
  log: Log;
  /** Called at the end of each resync. */
  ended(ended: Ended, name: string): void;
}

const credentials = { username: 'port', password: 'the secret of events' };
const authorization = `Basic ${Buffer.from('port:the secret of events').toString('base64')}`;

/** Milliseconds after a resync that failed. */
const RETRY_MS = 5 * 60_000;

export function startAlwaysOn(options: AlwaysOnOptions): AlwaysOn {
  const { product, organisations, log } = options;
  const { clock } = product;
  const life = new AbortController();
  const { signal } = life;
  const spans: Span[] = [];
  const ask = (mode: 'sync' | 'incremental') => resyncs.ask(mode);
  const worker = createWorker(options, spans, signal);
  const queue = createEventQueue({
    apply: worker.apply,
    clock,
    signal,
    applied() {},
    failed: (error, ms) => log.info(`events wait ${ms} ms: ${error}`),
    missed(why) {
      log.info(`missed: ${why}`);
      ask('incremental');
    },
  });
  const resyncs = createResyncs(options, spans, signal, queue);
  const [take] = Object.values(
    webhookRoutes({
      credentials,
      organisations: organisations.map((name) => ({ name, url: `https://dev.azure.com/${name}` })),
      clock,
      isEnding: () => signal.aborted,
      refuses: () => true,
      take: queue.add,
      received(_type, outcome) {
        if (outcome === 'without_id') ask('incremental');
      },
    }),
  );
  if (!take) throw new Error('no address takes events');
  return {
    async receive(payload) {
      if (signal.aborted) return undefined;
      const body = Buffer.from(JSON.stringify(payload));
      const headers = { authorization, 'content-length': String(body.length) };
      return (await take({ headers, query: new URLSearchParams(), body: async () => body })).status;
    },
    ask,
    get busy() {
      return queue.size > 0 || worker.isApplying || resyncs.isRunning;
    },
    spans,
    kill() {
      product.kill();
      life.abort(new Error('The process was killed.'));
      for (const span of spans) span.to = Math.min(span.to, clock.now());
    },
  };
}

type Worker = ReturnType<Product['openWorker']>;

/** The worker of events, which is opened for the first one, and anew after a failure. */
function createWorker({ product, settings, log }: AlwaysOnOptions, spans: Span[], signal: AbortSignal) {
  const { clock } = product;
  let worker: Worker | undefined;
  let isApplying = false;
  return {
    async apply(touched: Parameters<Worker['apply']>[0]): Promise<ItemsDone> {
      const own = worker ?? product.openWorker(settings, log);
      worker = own;
      const span: Span = { name: 'events', from: clock.now(), to: Infinity, changes: [] };
      const known = own.changes.length;
      spans.push(span);
      isApplying = true;
      try {
        return await own.apply(touched);
      } catch (error) {
        // The worker ends by itself after a failure.
        worker = undefined;
        await own.close();
        throw error;
      } finally {
        isApplying = false;
        span.changes = own.changes.slice(known);
        if (!signal.aborted) span.to = clock.now();
      }
    },
    get isApplying() {
      return isApplying;
    },
  };
}

/** Resyncs, one after the other; a full sync that waits is not replaced by an increment. */
function createResyncs(
  { product, settings, log, ended }: AlwaysOnOptions,
  spans: Span[],
  signal: AbortSignal,
  queue: Pick<ReturnType<typeof createEventQueue>, 'resyncBegins' | 'resyncEnded'>,
) {
  const { clock } = product;
  let next: 'sync' | 'incremental' | undefined;
  let isRunning = false;
  const run = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    while (next !== undefined && !signal.aborted) {
      const mode = next;
      next = undefined;
      const span: Span = { name: mode, from: clock.now(), to: Infinity, changes: [] };
      spans.push(span);
      queue.resyncBegins();
      const done = await product.sync({ ...settings, mode }, log);
      span.changes = done.changes;
      span.report = done.report;
      if (signal.aborted) return;
      span.to = clock.now();
      queue.resyncEnded();
      ended(done, mode);
      const { status } = done.report.run;
      if (status === 'failed' || status === 'skipped')
        void clock.sleep(RETRY_MS, signal).then(
          () => ask(mode),
          () => {},
        );
    }
    isRunning = false;
  };
  const ask = (mode: 'sync' | 'incremental') => {
    if (next !== 'sync') next = mode;
    void run();
  };
  return {
    ask,
    get isRunning() {
      return isRunning;
    },
  };
}
