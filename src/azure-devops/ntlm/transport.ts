import { randomBytes } from 'node:crypto';
import type { HttpRequest, HttpResponse, Transport } from '../../http/types.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Account, authenticateMessage, negotiateMessage, parseChallenge } from './ntlm.ts';

export interface NtlmOptions {
  account: Account;
  clock: Clock;
  /** A transport that keeps one connection: NTLM signs connections, not requests. */
  connection(): Transport;
}

interface Lane {
  send: Transport;
  signed: boolean;
}

/** As many connections as there are requests at a time, each signed on first use and whenever the server asks. */
export function createNtlmTransport({ account, clock, connection }: NtlmOptions): Transport {
  const idle: Lane[] = [];

  const handshake = async (lane: Lane, request: HttpRequest): Promise<HttpResponse> => {
    const { body: _, ...bare } = request;
    const first = await lane.send(authorised(bare, negotiateMessage()));
    const challenge = challengeIn(first);
    if (first.status !== 401 || !challenge) return first;
    const moment = { clientChallenge: randomBytes(8), time: fileTime(clock.now()) };
    const proof = authenticateMessage(account, parseChallenge(challenge), moment);
    return await lane.send(authorised(request, proof));
  };

  return async (request) => {
    const lane = idle.pop() ?? { send: connection(), signed: false };
    // Its connection is the point, so it is never a fresh one.
    const kept = { ...request, fresh: false };
    try {
      let response = lane.signed ? await lane.send(kept) : await handshake(lane, kept);
      // Only where it was taken before: a wrong password tried twice locks accounts out sooner.
      if (response.status === 401 && lane.signed) response = await handshake(lane, kept);
      lane.signed = response.status !== 401;
      return response;
    } catch (error) {
      lane.signed = false;
      throw error;
    } finally {
      idle.push(lane);
    }
  };
}

const authorised = (request: HttpRequest, message: Buffer): HttpRequest => ({
  ...request,
  headers: { ...request.headers, authorization: `NTLM ${message.toString('base64')}` },
});

function challengeIn({ headers }: HttpResponse): Buffer | undefined {
  const token = /(?:^|,)\s*NTLM\s+([A-Za-z0-9+/]+=*)/i.exec(headers['www-authenticate'] ?? '')?.[1];
  return token ? Buffer.from(token, 'base64') : undefined;
}

const MS_1601_TO_1970 = 11_644_473_600_000n;

const fileTime = (ms: number): bigint => (BigInt(Math.floor(ms)) + MS_1601_TO_1970) * 10_000n;
