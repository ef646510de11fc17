const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Acts when a signal is aborted, unless taken back by the function returned. All that wait for one signal share a
 * listener: for each new one, Node goes through those that are there.
 */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  const known = waiting.get(signal);
  const acts = known ?? new Set();
  if (!known) {
    waiting.set(signal, acts);
    signal.addEventListener(
      'abort',
      () => {
        for (const one of acts) one();
      },
      { once: true },
    );
  }
  acts.add(act);
  return () => acts.delete(act);
}
