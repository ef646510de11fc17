import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, gunzipSync, type ZlibOptions } from 'node:zlib';
import { TransportError } from './types.ts';

const gunzipAside = promisify<Buffer, ZlibOptions, Buffer>(gunzip);
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

/**
 * gzip ends with the size of what was compressed: with a place of that size nothing is copied together. A wrong size
 * costs no more than copying.
 */
const roomFor = (wire: Buffer) => {
  const told = wire.length < 4 ? 0 : wire.readUInt32LE(wire.length - 4);
  return { chunkSize: Math.max(64, Math.min(told + 1, wire.length * 64)) };
};

export async function decompress(wire: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (wire.length === 0 || !/^(x-)?gzip$/i.test(encoding?.trim() ?? '')) return wire;
  try {
    const room = roomFor(wire);
    return wire.length < SMALL ? gunzipSync(wire, room) : await gunzipAside(wire, room);
  } catch (error) {
    throw new TransportError('truncated', `the compressed answer of ${wire.length} bytes is not whole`, {
      cause: error,
    });
  }
}
