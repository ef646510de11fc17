import type { IncomingMessage } from 'node:http';

/** The bytes of a body, or why there are none. */
export type ServedBody =
  | Buffer
  /** Larger than it may be. */
  | 'too large'
  /** A body that did not arrive whole, or not in time. */
  | 'cut off'
  /** All bodies together are larger than they may be. */
  | 'no room';

/** The bytes that bodies hold together while they arrive. */
export interface BodyRoom {
  readonly most: number;
  taken: number;
}

export const readBody = (
  request: IncomingMessage,
  maxBytes: number,
  room: BodyRoom = { most: Number.POSITIVE_INFINITY, taken: 0 },
): Promise<ServedBody> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (body: ServedBody) => {
      room.taken -= size;
      for (const [name, hear] of heard) request.off(name, hear);
      resolve(body);
    };
    const cutOff = () => end('cut off');
    const heard: [string, (chunk: Buffer) => void][] = [
      [
        'data',
        (chunk) => {
          size += chunk.length;
          room.taken += chunk.length;
          if (size > maxBytes) return end('too large');
          if (room.taken > room.most) return end('no room');
          chunks.push(chunk);
        },
      ],
      ['end', () => end(Buffer.concat(chunks))],
      ['error', cutOff],
      ['close', cutOff],
    ];
    for (const [name, hear] of heard) request.on(name, hear);
  });
