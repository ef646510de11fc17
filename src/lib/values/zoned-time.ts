const ZONED = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;

/**
 * Milliseconds of a time in ISO 8601 with its zone. NaN for anything else: without a zone it would be read as one of the
 * machine's own, hours too late or too early.
 */
export const zonedTime = (text: unknown): number =>
  typeof text === 'string' && ZONED.test(text) ? Date.parse(text) : Number.NaN;
