/** Thrown by the fast path where jq would end with an error. Its message is jq's alone. */
export const JQ_ERROR = new Error('jq fails here');
/** Thrown by the fast path where it does not know what jq would do. The engine is asked. */
export const NEEDS_ENGINE = new Error('only jq knows');

export function jqError(): never {
  throw JQ_ERROR;
}
export function askEngine(): never {
  throw NEEDS_ENGINE;
}
