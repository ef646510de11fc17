import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, gunzipSync } from 'node:zlib';
import { TransportError } from './types.ts';

const gunzipAside = promisify(gunzip);
/** Below it, handing over to a thread costs more than the work. */
const SMALL = 16 * 1024;

/** The bytes as they come over the wire; throws TransportError `truncated` when they end too early. */
export async function readWire(message: IncomingMessage, onActivity: () => void): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let failure: unknown;
  await new Promise<void>((resolve) => {
    message.on('data', (chunk: Buffer) => {
      onActivity();
      chunks.push(chunk);
    });
    message.on('error', (error) => {
      failure = error;
    });
    message.on('close', resolve);
    message.on('end', resolve);
  });
  const wire = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  if (message.complete) return wire;
  throw new TransportError('truncated', `the answer ended after ${wire.length} bytes`, { cause: failure });
}

export async function decompress(wire: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (wire.length === 0 || !/^(x-)?gzip$/i.test(encoding?.trim() ?? '')) return wire;
  try {
    return wire.length < SMALL ? gunzipSync(wire) : await gunzipAside(wire);
  } catch (error) {
    throw new TransportError('truncated', `the compressed answer of ${wire.length} bytes is not whole`, {
      cause: error,
    });
  }
}
