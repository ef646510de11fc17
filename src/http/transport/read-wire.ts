import type { IncomingMessage } from 'node:http';
import { TransportError } from '../types.ts';

/**
 * An answer's bytes as they come over the wire. Throws TransportError `truncated` when they end too early, `too-large`
 * as soon as more than `maxBytes` have come or are announced.
 */
export async function readWire(
  message: IncomingMessage,
  maxBytes: number,
  onActivity: () => void,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let failure: unknown;
  const giveUp = () => {
    failure = tooLarge(maxBytes);
    chunks.length = 0;
    message.destroy();
  };
  await new Promise<void>((resolve) => {
    message.on('data', (chunk: Buffer) => {
      onActivity();
      size += chunk.length;
      if (size > maxBytes) return giveUp();
      chunks.push(chunk);
    });
    message.on('error', (error) => {
      failure ??= error;
    });
    message.on('close', resolve);
    message.on('end', resolve);
    if (Number(message.headers['content-length']) > maxBytes) giveUp();
  });
  if (failure instanceof TransportError) throw failure;
  const wire = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  if (message.complete) return wire;
  throw new TransportError('truncated', `the answer ended after ${wire.length} bytes`, { cause: failure });
}

export const tooLarge = (maxBytes: number): TransportError =>
  new TransportError('too-large', `the answer is larger than ${megabytes(maxBytes)}`);
const megabytes = (bytes: number): string =>
  bytes >= 2 ** 20 ? `${Math.round(bytes / 2 ** 20)} MB` : `${bytes} bytes`;
