/** Whether a text can be a bearer token: visible ASCII, which a header takes as it is (RFC 6750 allows less). */
export const isBearerText = (value: unknown): value is string =>
  typeof value === 'string' && /^[!-~]+$/.test(value);
