import type { IncomingMessage } from 'node:http';
import { createGunzip, gunzipSync } from 'node:zlib';
import { createGate } from '../flow.ts';
import { TransportError } from './types.ts';

/** Below it, handing over to a thread costs more than the work. */
const SMALL = 16 * 1024;
/** Bytes that come from the thread at a time. */
const PIECE = 16 * 1024;
/** Answers that are unpacked at once. */
const UNPACKING = 2;
/** Twice what can become text; Node 20 sets no more than 4 GB aside. */
const LARGEST = 2 ** 30;

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

/** gzip ends with the size of what was compressed, which is at the most some thousand times the size of itself. */
const toldSize = (wire: Buffer): number =>
  wire.length < 4 ? 0 : Math.min(wire.readUInt32LE(wire.length - 4), most(wire));
const most = (wire: Buffer): number => Math.min(wire.length * 1040, LARGEST);

/**
 * Piece by piece into pages of memory of their own: on the heap, large places that come and go leave gaps, more and
 * more of them. A wrong size costs no more than time.
 */
async function gunzipAside(wire: Buffer): Promise<Buffer> {
  const pages = new ArrayBuffer(toldSize(wire), { maxByteLength: most(wire) });
  const bytes = new Uint8Array(pages);
  let at = 0;
  for await (const piece of createGunzip({ chunkSize: PIECE }).end(wire) as AsyncIterable<Buffer>) {
    if (at + piece.length > pages.byteLength) pages.resize(Math.min(most(wire), at + piece.length));
    bytes.set(piece, at);
    at += piece.length;
  }
  return Buffer.from(pages, 0, at);
}

const unpacking = createGate(UNPACKING);

/** The next one's turn comes when what came of this one has been taken: packed, it takes a tenth of the memory. */
async function gunzipInTurn(wire: Buffer): Promise<Buffer> {
  await unpacking.enter();
  try {
    return await gunzipAside(wire);
  } finally {
    setImmediate(unpacking.leave);
  }
}

/** Gives back what `decompress` took for a body that nothing reads any more: the collector would be late. */
export function letGo({ buffer }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.resizable) buffer.resize(0);
}

export async function decompress(wire: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (wire.length === 0 || !/^(x-)?gzip$/i.test(encoding?.trim() ?? '')) return wire;
  try {
    if (wire.length >= SMALL) return await gunzipInTurn(wire);
    return gunzipSync(wire, { chunkSize: Math.max(64, toldSize(wire) + 1) });
  } catch (error) {
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
