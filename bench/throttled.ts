import { type Setting, sync } from './bundle.ts';
import { startService } from './services.ts';

/** A run against an Azure DevOps that limits its rate, and says so in its headers. */
export interface Throttled {
  /** Requests that the service allows a second, over a window of so many seconds. */
  allowedPerSecond: number;
  windowSeconds: number;
  requests: number;
  /** Sent again, as the service had refused them. */
  refused: number;
  wallSeconds: number;
  /** Requests ÷ those that the service would have allowed in the same time. */
  share: number;
}

const WINDOW_SECONDS = 10;
const ALLOWED_PER_SECOND = 20;

/**
 * A first sync of the small organisation. What the service allows: the budget at once, and its rate from then on.
 * Headers as it gives them (docs of Azure DevOps, "Rate limits"): what remains from 80 % of the budget on, a delay and
 * `Retry-After` from all of it on, 429 where that is not followed.
 */
export async function measureThrottled(
  setting: Pick<Setting, 'node' | 'bundle' | 'mapping'>,
): Promise<Throttled> {
  const budget = ALLOWED_PER_SECOND * WINDOW_SECONDS;
  const rateLimit = { budget, window: WINDOW_SECONDS * 1000 };
  const [azureDevOps, port] = await Promise.all([
    startService({ service: 'azure-devops', scale: 'demo', rateLimit }),
    startService({ service: 'port', mapping: 'examples' }),
  ]);
  try {
    const { report, wallSeconds } = await sync({ ...setting, azureDevOps, port });
    const [service] = report.services;
    const requests = service?.requests ?? 0;
    const allowed = budget + ALLOWED_PER_SECOND * wallSeconds;
    return {
      allowedPerSecond: ALLOWED_PER_SECOND,
      windowSeconds: WINDOW_SECONDS,
      requests,
      refused: service?.retries ?? 0,
      wallSeconds,
      share: requests / allowed,
    };
  } finally {
    azureDevOps.close();
    port.close();
  }
}
