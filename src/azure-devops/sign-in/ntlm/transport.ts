import { randomBytes } from 'node:crypto';
import type { HttpRequest, HttpResponse, Transport } from '../../../http/types.ts';
import type { Clock } from '../../../lib/async/clock.ts';
import { type Account, authenticateMessage, negotiateMessage, parseChallenge } from './ntlm.ts';

export interface NtlmOptions {
  account: Account;
  clock: Clock;
  /** A transport that keeps one connection: NTLM signs connections, not requests. */
  connection(): Transport;
}

/** A connection to the server, and whether it is signed. */
interface Connection {
  send: Transport;
  signed: boolean;
}

/**
 * A transport with as many connections as requests at a time, each signed on first use and when the server asks again.
 */
export function createNtlmTransport({ account, clock, connection: connect }: NtlmOptions): Transport {
  const idle: Connection[] = [];

  const handshake = async (connection: Connection, request: HttpRequest): Promise<HttpResponse> => {
    const { body: _, ...bare } = request;
    const first = await connection.send(authorised(bare, negotiateMessage()));
    const challenge = challengeIn(first);
    if (first.status !== 401 || !challenge) return first;
    const moment = { clientChallenge: randomBytes(8), time: fileTime(clock.now()) };
    const proof = authenticateMessage(account, parseChallenge(challenge), moment);
    return await connection.send(authorised(request, proof));
  };

  return async (request) => {
    const connection = idle.pop() ?? { send: connect(), signed: false };
    // NTLM signs the connection, so that the request must not go over a fresh one.
    const kept = { ...request, fresh: false };
    try {
      let response = connection.signed ? await connection.send(kept) : await handshake(connection, kept);
      // A second handshake only where the first was accepted: a wrong password tried twice locks accounts out sooner.
      if (response.status === 401 && connection.signed) response = await handshake(connection, kept);
      connection.signed = response.status !== 401;
      return response;
    } catch (error) {
      connection.signed = false;
      throw error;
    } finally {
      idle.push(connection);
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
