import { createGunzip, gunzipSync } from 'node:zlib';
import { createSemaphore } from '../../lib/async/concurrency.ts';
import { TransportError } from '../types.ts';
import { tooLarge } from './read-wire.ts';

/** Packed bytes below which handing over to a thread costs more than the work. */
const SMALL = 16 * 1024;
/** Bytes that the thread hands over at a time. */
const PIECE = 64 * 1024;
/** Answers unpacked at a time. */
const UNPACKED_AT_ONCE = 2;
/** Bytes: twice what can become text; Node 20 reserves no more than 4 GB for one buffer. */
const LARGEST = 2 ** 30;

/** The unpacked size that gzip's last four bytes tell (RFC 1952, ISIZE), at most `most`: they may lie. */
const toldSize = (wire: Buffer, most: number): number =>
  wire.length < 4 ? 0 : Math.min(wire.readUInt32LE(wire.length - 4), most);

/** Deflate packs no better than about 1,030 to 1. */
const BEST_RATIO = 1040;

/**
 * Unpacks piece by piece into memory pages of the answer's own: large buffers that come and go on the C++ heap leave
 * more and more gaps there. A wrong told size costs no more than time.
 */
async function gunzipToOwnPages(wire: Buffer, maxBytes: number): Promise<Buffer> {
  const most = Math.min(wire.length * BEST_RATIO, maxBytes, LARGEST);
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

const unpacking = createSemaphore(UNPACKED_AT_ONCE);

/** Answers wait for their turn packed, a tenth of their size, until what came of the last one has been taken. */
async function gunzipInTurn(wire: Buffer, maxBytes: number): Promise<Buffer> {
  await unpacking.acquire();
  try {
    return await gunzipToOwnPages(wire, maxBytes);
  } finally {
    setImmediate(unpacking.release);
  }
}

/** Gives back the memory of a body that nothing reads any more, at once: the garbage collector would be late. */
export function releaseBody({ buffer }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.resizable) buffer.resize(0);
}

/**
 * An answer's bytes unpacked, where `encoding` (its content-encoding) is gzip; else as they are. Throws TransportError
 * `truncated` where gzip is not whole, `too-large` beyond `maxBytes`.
 */
export async function decompress(
  wire: Buffer,
  encoding: string | undefined,
  maxBytes: number = LARGEST,
): Promise<Buffer> {
  if (wire.length === 0 || !/^(x-)?gzip$/i.test(encoding?.trim() ?? '')) return wire;
  try {
    if (wire.length >= SMALL) return await gunzipInTurn(wire, maxBytes);
    const chunkSize = Math.max(64, toldSize(wire, Math.min(wire.length * BEST_RATIO, maxBytes)) + 1);
    return gunzipSync(wire, { chunkSize, maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof TransportError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new TransportError('truncated', `the compressed answer of ${wire.length} bytes is not whole`, {
      cause: error,
    });
  }
}
