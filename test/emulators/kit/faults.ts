import type { EmulatedRequest, EmulatedResponse, Fault, FaultRule } from '../types.ts';

/** The fault of the first rule that hits this request; those before it that match, and let it through, count it. */
export const createFaultMatcher = () => {
  const seen = new WeakMap<FaultRule, number>();
  return (rules: readonly FaultRule[], request: EmulatedRequest, route: string): Fault | undefined => {
    for (const rule of rules) {
      const { match, skip = 0, times = 1 } = rule;
      const matched =
        typeof match === 'function'
          ? match(request, route)
          : matchesText(match, `${request.method} ${route}`);
      if (!matched) continue;
      const before = seen.get(rule) ?? 0;
      seen.set(rule, before + 1);
      if (before >= skip && before < skip + times) return rule.fault;
    }
    return undefined;
  };
};

/** A `g` or `y` pattern keeps a position between tests, which would make a rule miss every other request. */
const matchesText = (pattern: RegExp, text: string) => {
  pattern.lastIndex = 0;
  return pattern.test(text);
};

export type ThrottleHeaders = (retryAfter: number, now: number) => Record<string, string>;

/** Headers as Azure DevOps sends them: the reset is a time, in seconds since 1970. */
export const azureThrottleHeaders: ThrottleHeaders = (retryAfter, now) => ({
  'retry-after': String(retryAfter),
  'x-ratelimit-resource': 'Concurrency',
  'x-ratelimit-delay': String(retryAfter),
  'x-ratelimit-limit': '200',
  'x-ratelimit-remaining': '0',
  'x-ratelimit-reset': String(Math.ceil(now / 1000) + retryAfter),
});

const signInPage = `<!DOCTYPE html>
<html lang="en-US"><head><title>Azure DevOps Services | Sign In</title></head>
<body><h1>Sign in</h1></body></html>`;

/** The answer that a fault gives in the service's place; undefined when the service does its work. */
export const answerInstead = (
  fault: Fault | undefined,
  now: number,
  throttleHeaders: ThrottleHeaders,
): EmulatedResponse | undefined => {
  switch (fault?.type) {
    case 'status':
      return {
        status: fault.status,
        headers: fault.headers ?? {},
        body: fault.body ?? { message: `The service answered ${fault.status}.` },
      };
    case 'sign-in':
      return { status: 203, headers: { 'content-type': 'text/html; charset=utf-8' }, body: signInPage };
    case 'throttled':
      return {
        status: 429,
        headers: throttleHeaders(fault.retryAfter, now),
        body: { ok: false, error: 'too_many_requests', message: 'Request was blocked: too many requests.' },
      };
    case 'redirect':
      return { status: 302, headers: { location: fault.location } };
    default:
      return undefined;
  }
};

/** A cut object or array is never valid JSON; whatever else there is gives way to one. */
export const malformed = (body: Buffer): Buffer => {
  const first = String.fromCharCode(body[0] ?? 0);
  if (body.length < 4 || (first !== '{' && first !== '[')) return Buffer.from('{"value":[{"id":');
  return body.subarray(0, Math.max(2, Math.floor(body.length * 0.6)));
};
