/** A problem's name for good: one of src/report/problems/codes.ts. */
export type Code = `PCS${number}`;

/** An error that the user can mend: its message says what went wrong and where. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  /** The remedy, one sentence. */
  readonly hint: string | undefined;
  /** Undefined where only the caller knows what the user was about. */
  readonly code: Code | undefined;
  constructor(message: string, hint?: string, options: ErrorOptions & { code?: Code | undefined } = {}) {
    super(message, options);
    this.hint = hint;
    this.code = options.code;
  }
}

/** A problem among several that are told at once. */
export interface Problem {
  /** An input's name, a place in the mapping (`resources[3].selector.query`), a call. */
  where: string;
  message: string;
  hint?: string;
  /** The problem's own code, where it says more than that of all. */
  code?: Code;
}

/** Several problems; the message has a line of each. */
export class ProblemsError extends UserError {
  override readonly name = 'ProblemsError';
  /** The line that says what is wrong as a whole. */
  readonly summary: string;
  readonly problems: readonly Problem[];
  constructor(summary: string, problems: readonly Problem[], code: Code) {
    super(
      [summary, ...problems.map((p) => `- ${p.where}: ${p.message}${p.hint ? ` ${p.hint}` : ''}`)].join('\n'),
      undefined,
      { code },
    );
    this.summary = summary;
    this.problems = problems;
  }
}

/** Errors of the language itself: a defect of ours even where input caused them, since it was not checked. */
const languageErrors = [TypeError, ReferenceError, RangeError, SyntaxError] as const;

/** Whether an error is a defect of this program. */
export const isOwnMistake = (error: unknown): error is Error =>
  languageErrors.some((kind) => error instanceof kind);

/** The reason of a run that somebody ended: SIGTERM, the pipeline's cancel button. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** The remedy for a defect. */
export const REPORT_IT = 'Please report it with summary.json, the version and the log of the run.';

/**
 * A defect in words, without the language's own: `a defect of this tool (TypeError in readPage at index.js:3:1024)`.
 */
const defectOf = (error: Error): string => {
  const frames = (error.stack ?? '').split('\n').map((line) => line.trim());
  const frame = frames.find((line) => line.startsWith('at '))?.slice('at '.length) ?? '';
  const named = frame.lastIndexOf(' (');
  const file = Math.max(...['/', '\\', '('].map((sign) => frame.lastIndexOf(sign)));
  const called = named > 0 ? ` in ${frame.slice(0, named)}` : '';
  const place = frame === '' ? '' : ` at ${frame.slice(file + 1).replace(/\)$/, '')}`;
  return `a defect of this tool (${error.name}${called}${place})`;
};

/** The message of anything thrown. */
export const messageOf = (error: unknown): string => {
  if (isOwnMistake(error)) return defectOf(error);
  return error instanceof Error ? error.message : String(error);
};

/** The stack of a defect, for the log at debug level; undefined for any other error. */
export const stackOf = (error: unknown): string | undefined =>
  isOwnMistake(error) ? `${error.stack ?? error}` : undefined;
