/** An error that the user can do something about: what went wrong, where, and what to do. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  /** What to do about it, one sentence. */
  readonly hint: string | undefined;
  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/** Several problems told at once, each `where: what` with what to do. */
export interface Problem {
  /** An input's name, a place in the mapping (`resources[3].selector.query`), a call. */
  where: string;
  message: string;
  hint?: string;
}

export class ProblemsError extends UserError {
  override readonly name = 'ProblemsError';
  /** What is wrong as a whole; the message has the problems too. */
  readonly summary: string;
  readonly problems: readonly Problem[];
  constructor(summary: string, problems: readonly Problem[]) {
    super(
      [summary, ...problems.map((p) => `- ${p.where}: ${p.message}${p.hint ? ` ${p.hint}` : ''}`)].join('\n'),
    );
    this.summary = summary;
    this.problems = problems;
  }
}

/** Errors of the language itself: whatever came from outside, that it was not checked is a mistake of ours. */
const languageErrors = [TypeError, ReferenceError, RangeError, SyntaxError] as const;

export const isOwnMistake = (error: unknown): error is Error =>
  languageErrors.some((kind) => error instanceof kind);

/** Somebody ended the run: SIGTERM, the pipeline's cancel button. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** The message of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
