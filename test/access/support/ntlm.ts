import { createHmac } from 'node:crypto';
import type { Socket } from 'node:net';
import { md4 } from '../../../src/azure-devops/sign-in/ntlm/md4.ts';
import type { EmulatedResponse } from '../../emulators/types.ts';
import type { Site } from './internet.ts';

/** Windows' way to sign a connection in, before a service that takes the same user by basic authentication. */
export function behindNtlm(
  site: Site,
  account: { domain: string; username: string; password: string },
): Site {
  const challenge = Buffer.from('fedcba9876543210', 'hex');
  const message = Buffer.alloc(48);
  message.write('NTLMSSP\0', 'latin1');
  message.writeUInt32LE(2, 8);
  challenge.copy(message, 24);
  message.writeUInt32LE(48, 44);
  const signed = new WeakSet<Socket>();
  const offered = new WeakSet<Socket>();
  const basic = Buffer.from(`${account.username}:${account.password}`).toString('base64');

  const proves = (proof: Buffer): boolean => {
    const nt = proof.subarray(proof.readUInt32LE(24)).subarray(0, proof.readUInt16LE(20));
    const key = createHmac('md5', md4(Buffer.from(account.password, 'utf16le')))
      .update(Buffer.from(account.username.toUpperCase() + account.domain, 'utf16le'))
      .digest();
    const expected = createHmac('md5', key).update(challenge).update(nt.subarray(16)).digest();
    return nt.length > 16 && expected.equals(nt.subarray(0, 16));
  };
  const unauthorised = (...ways: string[]): EmulatedResponse => ({
    status: 401,
    headers: { 'www-authenticate': ways.join(', ') },
  });

  return {
    names: site.names,
    async handle(request, socket) {
      const token = Buffer.from(request.headers.authorization?.replace(/^NTLM /, '') ?? '', 'base64');
      const type = token.length > 12 ? token.readUInt32LE(8) : 0;
      if (type === 1) {
        offered.add(socket);
        return unauthorised(`NTLM ${message.toString('base64')}`);
      }
      if (type === 3 && offered.has(socket) && proves(token)) signed.add(socket);
      if (!signed.has(socket)) return unauthorised('Negotiate', 'NTLM');
      const headers = { ...request.headers, authorization: `Basic ${basic}` };
      return site.handle({ ...request, headers }, socket);
    },
  };
}
