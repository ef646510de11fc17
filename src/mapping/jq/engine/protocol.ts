/** Messages between the main thread and a worker. Text goes both ways: it is cheaper than cloned objects. */
export type WorkerRequest =
  /** The question whether each expression compiles. */
  | { do: 'compile'; expressions: string[] }
  /** `input` holds one item a line; see program.ts. */
  | { do: 'evaluate'; program: string; input: string };

export type WorkerReply =
  /** The engine is loaded; comes once, before everything else. */
  | { is: 'ready' }
  /** jq's message per expression, null where it compiles. */
  | { is: 'compiled'; messages: (string | null)[] }
  | { is: 'output'; text: string }
  /** The engine gave up on the whole of it: out of memory, too deep, stopped by the program. */
  | { is: 'failure'; message: string };

/** The result of one expression for one item: a list of its first output, 0 for none, or the error. */
export type Cell = readonly [value: unknown] | 0 | { readonly e: unknown };
