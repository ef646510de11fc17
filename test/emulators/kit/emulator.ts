import { gunzipSync } from 'node:zlib';
import { TransportError } from '../../../src/http/types.ts';
import type { Clock } from '../../../src/lib/async/clock.ts';
import type {
  EmulatedRequest,
  EmulatedResponse,
  Emulator,
  Fault,
  RecordedRequest,
  WireResponse,
} from '../types.ts';
import type { Exchange } from './exchange.ts';
import {
  answerInstead,
  azureThrottleHeaders,
  createFaultMatcher,
  malformed,
  type ThrottleHeaders,
} from './faults.ts';
import { listen } from './server.ts';
import { createTransport } from './transport.ts';

/** A request's route, known before any work is done, and the work. */
export interface Resolved {
  /** Route with placeholders: requests are counted by it, and rules of faults are tested on it. */
  route: string;
  answer(): EmulatedResponse | Promise<EmulatedResponse>;
}

export interface EmulatorOptions {
  name: string;
  clock: Clock;
  resolve(request: EmulatedRequest): Resolved;
  /** Headers of a 429 and of an announced delay; Azure DevOps' by default. */
  throttleHeaders?: ThrottleHeaders;
  /** `counts`: nothing per request is kept, for large runs. `heads`: no bodies. Default `everything`. */
  record?: 'everything' | 'heads' | 'counts';
  /** Answers say the time of the service's clock. */
  dated?: boolean;
}

const toWire = ({ status, headers = {}, body }: EmulatedResponse): WireResponse => {
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (body === undefined) return { status, headers: lower, body: Buffer.alloc(0) };
  if (Buffer.isBuffer(body)) return { status, headers: lower, body };
  if (typeof body === 'string')
    return {
      status,
      headers: { 'content-type': 'text/plain; charset=utf-8', ...lower },
      body: Buffer.from(body),
    };
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...lower },
    body: Buffer.from(JSON.stringify(body)),
  };
};

const unzipped = (request: EmulatedRequest): EmulatedRequest =>
  request.headers['content-encoding'] === 'gzip' ? { ...request, body: gunzipSync(request.body) } : request;

interface Hit {
  request: EmulatedRequest;
  fault: Fault | undefined;
  /** Record of the request, which tells what became of the fault. */
  entry: RecordedRequest;
  clock: Clock;
  throttleHeaders: ThrottleHeaders;
}

/** The answer to a request, as its fault leaves it. */
async function respond(resolved: Resolved, hit: Hit): Promise<WireResponse> {
  const { request, fault, entry, clock, throttleHeaders } = hit;
  const instead = answerInstead(fault, clock.now(), throttleHeaders);
  if (instead) return toWire(instead);
  if (fault?.type === 'reset' && !fault.afterWork) return toWire({ status: 0 });
  const undone = fault?.type === 'changed' && fault.undone;
  const response = toWire(undone ? { status: 200, body: {} } : await resolved.answer());
  if (fault?.type === 'changed') {
    const changed = fault.change(response, request);
    if (changed) entry.change = fault.name;
    else delete entry.fault;
    return changed ?? response;
  }
  if (fault?.type === 'malformed')
    return { status: 200, headers: response.headers, body: malformed(response.body) };
  if (fault?.type === 'delay-announced')
    return {
      ...response,
      headers: { ...response.headers, ...throttleHeaders(fault.retryAfter, clock.now()) },
    };
  return response;
}

const recordOf = (
  { method, url, headers }: EmulatedRequest,
  seen: { number: number; at: number; route: string; body: string; fault: Fault | undefined },
): RecordedRequest => ({
  number: seen.number,
  at: seen.at,
  method,
  url: url.href,
  route: seen.route,
  requestHeaders: headers,
  requestBody: seen.body,
  status: 0,
  responseBytes: 0,
  ...(seen.fault && { fault: seen.fault.type }),
});

/** An emulated service: faults, recording, latency, a loopback server and a transport without sockets. */
export const createEmulator = (options: EmulatorOptions): Emulator => {
  const { name, clock, resolve, throttleHeaders = azureThrottleHeaders, record = 'everything' } = options;
  const faultFor = createFaultMatcher();
  const counts = new Map<string, number>();
  let number = 0;

  const remember = (request: EmulatedRequest, route: string, fault: Fault | undefined): RecordedRequest => {
    const label = `${request.method} ${route}`;
    counts.set(label, (counts.get(label) ?? 0) + 1);
    const body = record === 'everything' ? request.body.toString('utf8') : '';
    const entry = recordOf(request, { number: ++number, at: clock.now(), route, body, fault });
    if (record !== 'counts') emulator.requests.push(entry);
    return entry;
  };

  const exchange: Exchange = async (sent) => {
    const request = unzipped(sent);
    const right = resolve(request);
    const fault = faultFor(emulator.faults, request, right.route);
    const entry = remember(request, right.route, fault);
    const asked = fault?.type === 'changed' ? fault.ask?.(request) : undefined;
    const resolved = asked ? resolve(asked) : right;
    const hit = { request, fault, entry, clock, throttleHeaders };
    const response = await respond(resolved, hit);
    if (options.dated) response.headers = { date: new Date(clock.now()).toUTCString(), ...response.headers };
    const reset = fault?.type === 'reset';
    entry.status = reset ? 0 : response.status;
    entry.responseBytes = reset ? 0 : response.body.length;
    return {
      delay: emulator.latency + (fault?.type === 'slow' ? fault.ms : 0),
      response,
      ...(reset && { reset }),
      ...(fault?.type === 'truncated' && { truncated: fault.share }),
    };
  };

  const emulator: Emulator = {
    faults: [],
    requests: [],
    latency: 0,
    counts: () => Object.fromEntries(counts),
    handle: async (request) => {
      const { delay, response, reset, truncated } = await exchange(request);
      if (delay > 0) await clock.sleep(delay);
      if (reset) throw new TransportError('reset', `${name} reset the connection`);
      if (truncated !== undefined)
        throw new TransportError('truncated', `${name} ended in the middle of the body`);
      return response;
    },
    listen: (port) => listen(exchange, clock, port),
    transport: (given) => createTransport(name, exchange, given),
  };
  return emulator;
};
