import { type Compiled, compile } from '../../mapping/compile.ts';
import type { Mapper, ParsedMapping } from '../../mapping/types.ts';
import type { Settings } from '../../settings/types.ts';
import { planReads } from '../read/read-plan.ts';
import type { Tools } from '../run.ts';
import { type Found, findReadable } from './permissions.ts';

/** What compiles and what can be read depends on the mapping alone: it is found out while Port is asked. */
export interface Start {
  begin(parsed: ParsedMapping): void;
  /** What was read so far may have changed since: it is read again, and windows of time begin anew. */
  forget(): void;
  /** Throws ProblemsError where nothing compiles. */
  ready(parsed: ParsedMapping): Promise<Ready>;
  close(): Promise<void>;
}

export interface Ready {
  /** Windows of time are counted from it. */
  now: Date;
  mapper: Mapper;
  compiled: Compiled;
  finding: Promise<Found[]>;
}

export function createStart(settings: Settings, tools: Tools): Start {
  const { clock, stop } = tools;
  let now = new Date(clock.now());
  let begun: { mapper: Mapper; compiling: Promise<Compiled> } | undefined;
  let early: Promise<Found[]> | undefined;

  const begin = (parsed: ParsedMapping) => {
    const mapper = tools.createMapper(parsed.mapping);
    begun = { mapper, compiling: quiet(compile(parsed, mapper)) };
    return begun;
  };
  const find = ({ parsed: { mapping } }: Compiled): Promise<Found[]> =>
    findReadable({
      organisations: tools.organisations,
      branches: planReads(mapping, tools.kinds),
      scope: settings.scope,
      now,
      signal: stop.signal,
    });
  return {
    begin(parsed) {
      early = quiet(begin(parsed).compiling.then(find));
    },
    forget() {
      early = undefined;
      now = new Date(clock.now());
    },
    async ready(parsed) {
      const { mapper, compiling } = begun ?? begin(parsed);
      const compiled = await unlessStopped(compiling, stop.signal);
      return { now, mapper, compiled, finding: early ?? quiet(find(compiled)) };
    },
    async close() {
      await begun?.mapper.close();
    },
  };
}

/** What ends it has ended the run. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

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
