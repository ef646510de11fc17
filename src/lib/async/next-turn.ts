/** Resolves when the event loop has gone on: timers, answers and a cancellation are heard between two pieces of work. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
