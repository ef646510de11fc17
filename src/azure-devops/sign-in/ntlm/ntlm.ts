import { createHmac } from 'node:crypto';
import { md4 } from './md4.ts';

/**
 * The three messages of NTLM version 2, after [MS-NLMP]. Our own, since the handler in typed-rest-client speaks
 * version 1 only and spoils every server challenge that has a byte over 127.
 */
export interface Account {
  username: string;
  password: string;
  domain: string;
}

/** Random bytes and time of a handshake, fixed in tests. */
export interface Moment {
  /** Eight random bytes. */
  clientChallenge: Buffer;
  /** 100 ns since 1601. */
  time: bigint;
}

interface Challenge {
  serverChallenge: Buffer;
  targetInfo: Buffer;
}

const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');
/** Unicode, request target, NTLM, always sign, extended session security, target info, 128 bit. */
const FLAGS = 0x20888205;
const TIMESTAMP = 7;

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const hmac = (key: Buffer, ...data: Buffer[]): Buffer =>
  createHmac('md5', key).update(Buffer.concat(data)).digest();

export function negotiateMessage(): Buffer {
  const message = Buffer.alloc(32);
  SIGNATURE.copy(message);
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(FLAGS, 12);
  return message;
}

/** The challenge in a server's message. Throws Error where it is none. */
export function parseChallenge(message: Buffer): Challenge {
  if (message.length < 48 || !message.subarray(0, 8).equals(SIGNATURE) || message.readUInt32LE(8) !== 2) {
    throw new Error("the server's NTLM challenge is malformed");
  }
  const length = message.readUInt16LE(40);
  const offset = message.readUInt32LE(44);
  return {
    serverChallenge: message.subarray(24, 32),
    targetInfo: message.subarray(offset, offset + length),
  };
}

export function authenticateMessage(account: Account, challenge: Challenge, moment: Moment): Buffer {
  const { lm, nt } = responses(account, challenge, moment);
  const fields = [lm, nt, utf16(account.domain), utf16(account.username), utf16(''), Buffer.alloc(0)];
  const header = Buffer.alloc(64);
  SIGNATURE.copy(header);
  header.writeUInt32LE(3, 8);
  let offset = header.length;
  for (const [i, field] of fields.entries()) {
    header.writeUInt16LE(field.length, 12 + i * 8);
    header.writeUInt16LE(field.length, 14 + i * 8);
    header.writeUInt32LE(offset, 16 + i * 8);
    offset += field.length;
  }
  header.writeUInt32LE(FLAGS, 60);
  return Buffer.concat([header, ...fields]);
}

/** The LMv2 and NTLMv2 responses, which prove that the password is known ([MS-NLMP] 3.3.2). */
export function responses(
  { username, password, domain }: Account,
  { serverChallenge, targetInfo }: Challenge,
  { clientChallenge, time }: Moment,
): { lm: Buffer; nt: Buffer } {
  const key = hmac(md4(utf16(password)), utf16(username.toUpperCase() + domain));
  const serverTime = timestampOf(targetInfo);
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64LE(serverTime ?? time);
  const head = Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]);
  const zeros = Buffer.alloc(4);
  const proven = Buffer.concat([head, stamp, clientChallenge, zeros, targetInfo, zeros]);
  const nt = Buffer.concat([hmac(key, serverChallenge, proven), proven]);
  // A server that tells its time wants no LMv2 response ([MS-NLMP] 3.1.5.1.2).
  const lm =
    serverTime === undefined
      ? Buffer.concat([hmac(key, serverChallenge, clientChallenge), clientChallenge])
      : Buffer.alloc(24);
  return { lm, nt };
}

/** The server's time, of its target information (AV_PAIR: type, length, value). */
function timestampOf(info: Buffer): bigint | undefined {
  for (let at = 0; at + 4 <= info.length; at += 4 + info.readUInt16LE(at + 2)) {
    if (info.readUInt16LE(at) === TIMESTAMP && at + 12 <= info.length) return info.readBigUInt64LE(at + 4);
  }
  return undefined;
}
