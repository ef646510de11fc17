import type { Organisation } from '../emulators/azure-devops/index.ts';

/** The answer of the last time, as long as the organisations are what they were. */
export function untilChanged<T>(
  organisations: readonly Organisation[],
  ask: () => Promise<T>,
): () => Promise<T> {
  const version = () => organisations.reduce((sum, { world }) => sum + world.changes.version, 0);
  let known: { version: number; answer: T } | undefined;
  return async () => {
    if (known?.version !== version()) {
      const answer = await ask();
      known = { version: version(), answer };
    }
    return known.answer;
  };
}
