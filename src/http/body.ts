import type { IncomingMessage } from 'node:http';
import { createGunzip, gunzipSync } from 'node:zlib';
import { createSemaphore } from '../lib/concurrency.ts';
import { TransportError } from './types.ts';

/** Below it, handing over to a thread costs more than the work. */
const SMALL = 16 * 1024;
/** Bytes that come from the thread at a time. */
const PIECE = 16 * 1024;
/** Answers that are unpacked at once. */
const UNPACKING = 2;
/** Twice what can become text; Node 20 sets no more than 4 GB aside. */
const LARGEST = 2 ** 30;

const tooLarge = (maxBytes: number): TransportError =>
  new TransportError('too-large', `the answer is larger than ${megabytes(maxBytes)}`);
const megabytes = (bytes: number): string =>
  bytes >= 2 ** 20 ? `${Math.round(bytes / 2 ** 20)} MB` : `${bytes} bytes`;

/**
 * The bytes as they come over the wire; throws TransportError `truncated` when they end too early, `too-large` as soon
 * as there are more than may be, or as they are announced.
 */
export async function readWire(
  message: IncomingMessage,
  maxBytes: number,
  onActivity: () => void,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let failure: unknown;
  const give = () => {
    failure = tooLarge(maxBytes);
    chunks.length = 0;
    message.destroy();
  };
  await new Promise<void>((resolve) => {
    message.on('data', (chunk: Buffer) => {
      onActivity();
      size += chunk.length;
      if (size > maxBytes) return give();
      chunks.push(chunk);
    });
    message.on('error', (error) => {
      failure ??= error;
    });
    message.on('close', resolve);
    message.on('end', resolve);
    if (Number(message.headers['content-length']) > maxBytes) give();
  });
  if (failure instanceof TransportError) throw failure;
  const wire = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  if (message.complete) return wire;
  throw new TransportError('truncated', `the answer ended after ${wire.length} bytes`, { cause: failure });
}

/** gzip ends with the size of what was compressed, which is at the most some thousand times the size of itself. */
const toldSize = (wire: Buffer, most: number): number =>
  wire.length < 4 ? 0 : Math.min(wire.readUInt32LE(wire.length - 4), most);

/**
 * Piece by piece into pages of memory of their own: on the heap, large places that come and go leave gaps, more and
 * more of them. A wrong size costs no more than time.
 */
async function gunzipAside(wire: Buffer, maxBytes: number): Promise<Buffer> {
  const most = Math.min(wire.length * 1040, maxBytes, LARGEST);
  const pages = new ArrayBuffer(toldSize(wire, most), { maxByteLength: most });
  const bytes = new Uint8Array(pages);
  let at = 0;
  for await (const piece of createGunzip({ chunkSize: PIECE }).end(wire) as AsyncIterable<Buffer>) {
    if (at + piece.length > maxBytes) throw tooLarge(maxBytes);
    if (at + piece.length > pages.byteLength) pages.resize(Math.min(most, at + piece.length));
    bytes.set(piece, at);
    at += piece.length;
  }
  return Buffer.from(pages, 0, at);
}

const unpacking = createSemaphore(UNPACKING);

/** The next one's turn comes when what came of this one has been taken: packed, it takes a tenth of the memory. */
async function gunzipInTurn(wire: Buffer, maxBytes: number): Promise<Buffer> {
  await unpacking.acquire();
  try {
    return await gunzipAside(wire, maxBytes);
  } finally {
    setImmediate(unpacking.release);
  }
}

/** Gives back what `decompress` took for a body that nothing reads any more: the collector would be late. */
export function letGo({ buffer }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.resizable) buffer.resize(0);
}

/** Unpacks gzip; throws TransportError when it is not whole, or larger than may be. */
export async function decompress(
  wire: Buffer,
  encoding: string | undefined,
  maxBytes: number = LARGEST,
): Promise<Buffer> {
  if (wire.length === 0 || !/^(x-)?gzip$/i.test(encoding?.trim() ?? '')) return wire;
  try {
    if (wire.length >= SMALL) return await gunzipInTurn(wire, maxBytes);
    const chunkSize = Math.max(64, toldSize(wire, Math.min(wire.length * 1040, maxBytes)) + 1);
    return gunzipSync(wire, { chunkSize, maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof TransportError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new TransportError('truncated', `the compressed answer of ${wire.length} bytes is not whole`, {
      cause: error,
    });
  }
}

/** So many bytes at a time: their text, and what the decoder needs for it, take no large place outside of the heap. */
const TEXT = 2 ** 15;

/**
 * The text of an answer, without a byte order mark. Piece by piece: a long one, made at once, stands outside of V8's
 * heap, where it leaves a gap that what comes next does not fill.
 */
export function textOf(body: Buffer): string {
  let text = '';
  for (let start = 0; start < body.length; ) {
    const end = endOfCharacter(body, Math.min(start + TEXT, body.length));
    text += body.toString('utf8', start, end);
    start = end;
  }
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** There, or before the character that it would cut: one has four bytes at the most. */
function endOfCharacter(body: Buffer, wanted: number): number {
  for (let end = wanted; end > wanted - 4; end--) if (((body[end] ?? 0) & 0xc0) !== 0x80) return end;
  return wanted;
}
