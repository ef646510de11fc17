export type PortErrorCause =
  | 'credential' // 401, or 403 at the token
  | 'permission'
  | 'missing'
  | 'invalid' // 400, 409, 422
  | 'too-large' // 413
  | 'answer-too-large' // more bytes than an answer may have
  | 'unavailable'
  | 'transport'
  | 'malformed';

/** A call to Port that failed, with the cause as far as the answer shows it. */
export class PortError extends Error {
  override readonly name = 'PortError';
  readonly status: number | undefined;
  readonly likelyCause: PortErrorCause;
  readonly route: string;
  /** Port's own error name and message in the body. */
  readonly error: string | undefined;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  constructor(
    message: string,
    details: {
      status?: number | undefined;
      cause: PortErrorCause;
      route: string;
      error?: string | undefined;
      detail?: string | undefined;
      hint?: string | undefined;
      origin?: unknown;
    },
  ) {
    super(message, { cause: details.origin });
    this.status = details.status;
    this.likelyCause = details.cause;
    this.route = details.route;
    this.error = details.error;
    this.detail = details.detail;
    this.hint = details.hint;
  }
}
