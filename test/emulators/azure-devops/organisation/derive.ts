/** Everything in the generated organisation is derived from a key and a position: nothing is stored. */

/** 32 bits to 32 bits, one to one (the finaliser of MurmurHash3). */
const scramble = (value: number): number => {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

export const mix = (a: number, b: number, c = 0): number =>
  scramble(scramble(a) ^ Math.imul(b + 0x9e3779b9, 0x27d4eb2f) ^ Math.imul(c, 0x165667b1));

/** FNV-1a over UTF-16 code units, scrambled. */
export const hashText = (text: string, seed = 0): number => {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return scramble(h);
};

const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');

/** Unique for every pair: the last two words hold both, each one to one. */
export const uuid = (key: number, position: number): string => {
  const [a, b] = [hex(mix(key, position, 1)), hex(mix(key, position, 2))];
  const [c, d] = [hex(scramble(key ^ 0x5bd1e995)), hex(scramble(position ^ 0x1b873593))];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${'89ab'[Number.parseInt(b[4] as string, 16) & 3]}${c.slice(0, 3)}-${c.slice(3, 7)}${d}`;
};

/** 40 hexadecimal digits, as a Git object id. */
export const objectId = (key: number, position: number): string =>
  hex(mix(key, position, 3)) +
  hex(mix(key, position, 4)) +
  hex(mix(key, position, 5)) +
  hex(scramble(key)) +
  hex(scramble(position));

/** Draws from one key: each call of a method is the next draw. */
export interface Draw {
  /** A number in [0, 1). */
  share(): number;
  /** 0 … n − 1 */
  below(n: number): number;
  pick<T>(items: readonly T[]): T;
  chance(probability: number): boolean;
}

export const draw = (key: number): Draw => {
  let n = 0;
  const next = () => mix(key, ++n, 7);
  const below = (limit: number) => next() % limit;
  return {
    share: () => next() / 2 ** 32,
    below,
    pick: <T>(items: readonly T[]) => items[below(items.length)] as T,
    chance: (probability) => next() / 2 ** 32 < probability,
  };
};

/** Milliseconds to the form the service sends. */
export const isoDate = (ms: number): string => new Date(ms).toISOString();

export const hours = 3_600_000;
export const days = 24 * hours;
