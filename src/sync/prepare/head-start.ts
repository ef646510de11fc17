import { type Compiled, compile } from '../../mapping/compile.ts';
import type { Mapper, ParsedMapping } from '../../mapping/types.ts';
import type { Settings } from '../../settings/types.ts';
import type { SyncContext } from '../context.ts';
import { planReads } from '../read/read-plan.ts';
import { type ProbedOrganisation, probeOrganisations } from './permissions.ts';

/** Compiling and probing, which depend on the mapping alone: they begin while Port is still being asked. */
export interface HeadStart {
  begin(parsed: ParsedMapping): void;
  /** Drops the probe, as its answers may be old by now. Windows of time begin anew. */
  forget(): void;
  /** Waits for the compiler, and begins what was not begun yet. Throws ProblemsError if nothing compiles. */
  ready(parsed: ParsedMapping): Promise<Ready>;
  close(): Promise<void>;
}

export interface Ready {
  /** Windows of time are counted from it. */
  now: Date;
  mapper: Mapper;
  compiled: Compiled;
  probing: Promise<ProbedOrganisation[]>;
}

export function createHeadStart(settings: Settings, context: SyncContext): HeadStart {
  const { clock, stop, organisations, kinds } = context;
  let now = new Date(clock.now());
  let begun: { mapper: Mapper; compiling: Promise<Compiled> } | undefined;
  let early: Promise<ProbedOrganisation[]> | undefined;

  const begin = (parsed: ParsedMapping) => {
    const mapper = context.createMapper(parsed.mapping);
    begun = { mapper, compiling: handledLater(compile(parsed, mapper)) };
    return begun;
  };
  const probeAll = ({ parsed: { mapping } }: Compiled): Promise<ProbedOrganisation[]> =>
    probeOrganisations({
      organisations,
      lists: planReads(mapping, kinds),
      scope: settings.scope,
      now,
      signal: stop.signal,
    });
  return {
    begin(parsed) {
      early = handledLater(begin(parsed).compiling.then(probeAll));
    },
    forget() {
      early = undefined;
      now = new Date(clock.now());
    },
    async ready(parsed) {
      const { mapper, compiling } = begun ?? begin(parsed);
      const compiled = await unlessStopped(compiling, stop.signal);
      return { now, mapper, compiled, probing: early ?? handledLater(probeAll(compiled)) };
    },
    async close() {
      await begun?.mapper.close();
    },
  };
}

/** A promise that is awaited later: a failure before that is no unhandled rejection. */
function handledLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** The promise, or a rejection with the signal's reason as soon as that is aborted. */
async function unlessStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const over = new AbortController();
  try {
    return await new Promise<T>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { signal: over.signal });
      promise.then(resolve, reject);
    });
  } finally {
    over.abort();
  }
}
