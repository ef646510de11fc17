import { type HttpRequest, isPieces, type Transport, TransportError } from '../../../src/http/types.ts';
import type { Clock } from '../../../src/lib/async/clock.ts';
import type { EmulatedRequest } from '../types.ts';
import type { Exchange } from './exchange.ts';

const toEmulated = ({ method, url, headers, body }: HttpRequest): EmulatedRequest => ({
  method,
  url: new URL(url),
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  body: body === undefined ? Buffer.alloc(0) : Buffer.from(isPieces(body) ? body.join('') : body),
});

/**
 * The emulator without sockets. A delay longer than the request's timeout takes the timeout's time and ends as one,
 * though the service did the work. Bodies are not compressed: `wireBytes` is the body's length.
 */
export const createTransport =
  (name: string, exchange: Exchange, clock: Clock): Transport =>
  async (request) => {
    const { signal, timeout } = request;
    const aborted = () => new TransportError('aborted', 'the request was aborted', { cause: signal?.reason });
    const pause = async (ms: number) => {
      try {
        await clock.sleep(ms, signal);
      } catch {
        throw aborted();
      }
    };

    if (signal?.aborted) throw aborted();
    const { delay, response, reset, truncated } = await exchange(toEmulated(request));
    if (delay > timeout) {
      await pause(timeout);
      throw new TransportError('timeout', `${name} did not answer within ${timeout} ms`);
    }
    if (delay > 0) await pause(delay);
    if (signal?.aborted) throw aborted();
    if (reset) throw new TransportError('reset', `${name} reset the connection`);
    if (truncated !== undefined)
      throw new TransportError('truncated', `${name} ended in the middle of the body`);
    if (request.maxBytes !== undefined && response.body.length > request.maxBytes)
      throw new TransportError('too-large', `${name} answered with more than ${request.maxBytes} bytes`);
    return { ...response, wireBytes: response.body.length };
  };
