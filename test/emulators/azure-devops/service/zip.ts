import { crc32, deflateRawSync } from 'node:zlib';

/** A zip as it is written to a stream: sizes follow each content, and stand in the directory at the end. */
export function zipOf(entries: readonly (readonly [name: string, content: Buffer])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  const add = (part: Buffer) => {
    parts.push(part);
    offset += part.length;
  };
  for (const [name, content] of entries) {
    const packed = deflateRawSync(content);
    const title = Buffer.from(name);
    const sizes = numbers([4, crc32(content)], [4, packed.length], [4, content.length]);
    const central = numbers([4, 0x02014b50], [2, 20], [2, 20], [2, 8], [2, 8], [4, 0]);
    const rest = numbers([2, title.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]);
    directory.push(central, sizes, rest, title);
    add(
      numbers(
        [4, 0x04034b50],
        [2, 20],
        [2, 8],
        [2, 8],
        [4, 0],
        [4, 0],
        [4, 0],
        [4, 0],
        [2, title.length],
        [2, 0],
      ),
    );
    add(title);
    add(packed);
    add(Buffer.concat([numbers([4, 0x08074b50]), sizes]));
  }
  const central = Buffer.concat(directory);
  const [count, start] = [entries.length, offset];
  add(central);
  add(
    numbers([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, central.length], [4, start], [2, 0]),
  );
  return Buffer.concat(parts);
}

/** Little-endian numbers of two or four bytes. */
const numbers = (...values: readonly [size: 2 | 4, value: number][]): Buffer =>
  Buffer.concat(
    values.map(([size, value]) => {
      const bytes = Buffer.alloc(size);
      bytes.writeUIntLE(value, 0, size);
      return bytes;
    }),
  );
