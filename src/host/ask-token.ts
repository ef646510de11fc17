import { isJson } from '../http/parse-once.ts';
import { createService } from '../http/service/service.ts';
import type { HttpResponse, ServiceRequest, Transport } from '../http/types.ts';
import { systemClock } from '../lib/async/clock.ts';
import { messageOf, UserError } from '../lib/errors.ts';
import { silent } from '../lib/log.ts';

/** Asks a CI system for a token, once more after a failure that may pass. Ends with the run. */
export async function askForToken(
  name: string,
  transport: Transport,
  request: Pick<ServiceRequest, 'method' | 'url' | 'headers'>,
  signal: AbortSignal | undefined,
): Promise<HttpResponse> {
  const service = createService({
    name,
    transport,
    clock: systemClock,
    log: silent,
    maxConcurrency: 1,
    requestTimeoutSeconds: 30,
    retryBudget: 120,
    ...(signal && { signal }),
  });
  try {
    return await service.send({ ...request, route: '{token}', idempotent: true, isUsable: isJson });
  } catch (error) {
    signal?.throwIfAborted();
    throw new UserError(
      `${name} could not be asked for a token for this job: ${messageOf(error)}`,
      'Run the job again.',
      { cause: error, code: 'PCS1201' },
    );
  }
}
