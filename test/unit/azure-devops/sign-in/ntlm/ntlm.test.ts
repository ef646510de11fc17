import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { md4 } from '../../../../../src/azure-devops/sign-in/ntlm/md4.ts';
import {
  authenticateMessage,
  negotiateMessage,
  parseChallenge,
  responses,
} from '../../../../../src/azure-devops/sign-in/ntlm/ntlm.ts';
import { createNtlmTransport } from '../../../../../src/azure-devops/sign-in/ntlm/transport.ts';
import { createTransport } from '../../../../../src/http/transport/transport.ts';
import { systemClock } from '../../../../../src/lib/async/clock.ts';
import { serve } from '../../../http/support/servers.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('MD4', () => {
  // RFC 1320, A.5
  for (const [text, digest] of [
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      'e33b4ddc9c38f2199c3e7b164fcc0536',
    ],
  ]) {
    it(`of ${JSON.stringify(text)}`, () => {
      assert.equal(md4(Buffer.from(text ?? '')).toString('hex'), digest);
    });
  }
});

describe('NTLM version 2', () => {
  // [MS-NLMP] 4.2.4
  const account = { username: 'User', password: 'Password', domain: 'Domain' };
  const names = '02000c0044006f006d00610069006e00 01000c005300650072007600650072 00'.replaceAll(' ', '');
  const targetInfo = hex(`${names}00000000`);
  const serverChallenge = hex('0123456789abcdef');
  const moment = { clientChallenge: hex('aaaaaaaaaaaaaaaa'), time: 0n };

  it('gives the responses of the specification', () => {
    const { lm, nt } = responses(account, { serverChallenge, targetInfo }, moment);
    assert.equal(lm.toString('hex'), '86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa');
    assert.equal(nt.subarray(0, 16).toString('hex'), '68cd0ab851e51c96aabc927bebef6a1c');
  });

  it("takes the server's own time where it tells it, and leaves the older proof out", () => {
    const stamp = '0700080001020304050607080'.slice(0, 24);
    const { lm, nt } = responses(
      account,
      { serverChallenge, targetInfo: hex(`${names}${stamp}00000000`) },
      moment,
    );
    assert.deepEqual(lm, Buffer.alloc(24));
    assert.equal(nt.subarray(24, 32).toString('hex'), '0102030405060708');
  });

  it('reads the challenge, and refuses what is none', () => {
    const message = Buffer.alloc(48 + targetInfo.length);
    message.write('NTLMSSP\0', 'latin1');
    message.writeUInt32LE(2, 8);
    serverChallenge.copy(message, 24);
    message.writeUInt16LE(targetInfo.length, 40);
    message.writeUInt32LE(48, 44);
    targetInfo.copy(message, 48);
    assert.deepEqual(parseChallenge(message), { serverChallenge, targetInfo });
    for (const bad of [Buffer.alloc(0), message.subarray(0, 20), negotiateMessage(), Buffer.alloc(60)]) {
      assert.throws(() => parseChallenge(bad), /malformed/);
    }
  });

  it('lays the message out with its fields where the header says', () => {
    const message = authenticateMessage(account, { serverChallenge, targetInfo }, moment);
    const field = (at: number) =>
      message.subarray(message.readUInt32LE(at + 4)).subarray(0, message.readUInt16LE(at));
    assert.equal(message.toString('latin1', 0, 8), 'NTLMSSP\0');
    assert.equal(message.readUInt32LE(8), 3);
    assert.equal(field(28).toString('utf16le'), 'Domain');
    assert.equal(field(36).toString('utf16le'), 'User');
    assert.equal(field(20).subarray(0, 16).toString('hex'), '68cd0ab851e51c96aabc927bebef6a1c');
  });
});

/** A server that signs connections in as Windows' does: challenge, proof, and then the connection is known. */
async function ntlmServer(t: TestContext, password: string, every = Number.POSITIVE_INFINITY) {
  // Bytes over 127, which a careless reading as text would spoil.
  const challenge = hex('fedcba9876543210');
  const message = Buffer.alloc(48);
  message.write('NTLMSSP\0', 'latin1');
  message.writeUInt32LE(2, 8);
  challenge.copy(message, 24);
  message.writeUInt32LE(48, 44);
  const signed = new WeakMap<Socket, number>();
  const offered = new WeakSet<Socket>();

  const proves = (proof: Buffer): boolean => {
    const nt = proof.subarray(proof.readUInt32LE(24)).subarray(0, proof.readUInt16LE(20));
    const key = createHmac('md5', md4(Buffer.from(password, 'utf16le')))
      .update(Buffer.from('MEcorp', 'utf16le'))
      .digest();
    const expected = createHmac('md5', key).update(challenge).update(nt.subarray(16)).digest();
    return nt.length > 16 && expected.equals(nt.subarray(0, 16));
  };
  return serve(t, (request, response) => {
    const { socket } = request;
    const token = Buffer.from(request.headers.authorization?.replace(/^NTLM /, '') ?? '', 'base64');
    const type = token.length > 12 ? token.readUInt32LE(8) : 0;
    const used = signed.get(socket);
    if (type === 3 && offered.has(socket) && proves(token)) signed.set(socket, 0);
    else if (type === 1) {
      offered.add(socket);
      response.writeHead(401, { 'www-authenticate': ['Negotiate', `NTLM ${message.toString('base64')}`] });
      return void response.end();
    } else if (used === undefined || used >= every) {
      return void response.writeHead(401, { 'www-authenticate': ['Negotiate', 'NTLM'] }).end('no');
    }
    signed.set(socket, (signed.get(socket) ?? 0) + 1);
    request.pipe(response);
  });
}

const transportFor = (password: string) =>
  createNtlmTransport({
    account: { username: 'me', password, domain: 'corp' },
    clock: systemClock,
    connection: () => createTransport({ environment: {}, maxSockets: 1 }),
  });

const post = (url: string, body: string) =>
  ({ method: 'POST', url, headers: {}, body, timeout: 5000, fresh: true }) as const;

describe('NTLM over connections', () => {
  it('signs a connection once, and uses it again', async (t) => {
    const { url, requests, connections } = await ntlmServer(t, 'pässwörd');
    const transport = transportFor('pässwörd');
    for (const body of ['one', 'two', 'three']) {
      assert.equal((await transport(post(url, body))).body.toString(), body);
    }
    assert.equal(requests.length, 2 + 2);
    assert.equal(connections(), 1);
    assert.ok(requests.slice(2).every(({ headers }) => headers.authorization === undefined));
  });

  it('signs as many connections as there are requests at a time', async (t) => {
    const { url, requests, connections } = await ntlmServer(t, 'secret');
    const transport = transportFor('secret');
    const answers = await Promise.all(['a', 'b', 'c'].map((body) => transport(post(url, body))));
    assert.deepEqual(
      answers.map(({ body }) => body.toString()),
      ['a', 'b', 'c'],
    );
    assert.equal(connections(), 3);
    assert.equal(requests.length, 6);
  });

  it('signs again when the server forgets the connection', async (t) => {
    const { url, requests } = await ntlmServer(t, 'secret', 2);
    const transport = transportFor('secret');
    for (let i = 0; i < 3; i++) assert.equal((await transport(post(url, 'x'))).status, 200);
    assert.equal(requests.length, 2 + 1 + 3);
  });

  it('hands back the refusal of a wrong password after one try', async (t) => {
    const { url, requests } = await ntlmServer(t, 'secret');
    assert.equal((await transportFor('wrong')(post(url, 'x'))).status, 401);
    assert.equal(requests.length, 2);
  });

  it('hands back what a server says that does not offer it', async (t) => {
    const { url, requests } = await serve(t, (_, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    });
    assert.equal((await transportFor('secret')(post(url, 'x'))).status, 401);
    assert.equal(requests.length, 1);
  });
});
