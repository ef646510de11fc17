import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/**
 * Keeps the heap small by three flags of V8, set once, before anything else is loaded. Why, and what was measured:
 * docs/development/decisions.md.
 */

/** Majors of Node that were measured with these flags. V8 is left alone on any other: flags are no interface. */
const MEASURED = new Set(['20', '22', '24']);

/** The environment variable that leaves V8 alone. */
const SWITCH = 'PORT_SYNC_V8_DEFAULTS';

/** The heap may grow to so much more than what was in use at the last collection, percent; up to 300 unless set. */
const GROWTH_PERCENT = 50;

/** Bytes of both halves of the young generation; up to 128 MB unless limited on Node 24, 32 MB on Node 20. */
const YOUNG_GENERATION = 16 * 2 ** 20;

/** Bytes of both halves before the first growth. */
const AT_START = 2 * 2 ** 20;

export function limitHeap(
  environment: Readonly<Record<string, string | undefined>>,
  version: string = process.versions.node,
): void {
  if (!MEASURED.has(version.split('.', 1)[0] ?? '')) return;
  if (environment[SWITCH] === 'true' || environment[SWITCH] === '1') return;
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  growOnce();
}

/**
 * Lets the young generation grow to its size in one step, and never again: there is no flag for its largest size that
 * V8 would still read. It grows when as much as its half survives a collection.
 */
function growOnce(): void {
  setFlagsFromString(`--semi-space-growth-factor=${YOUNG_GENERATION / AT_START}`);
  const survivors: unknown[] = [];
  for (let made = 0; made < MOST_MADE && youngGeneration() < YOUNG_GENERATION; made += PIECES)
    for (let piece = 0; piece < PIECES; piece += 1) survivors.push(new Array(PIECE).fill(0));
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** Some 2 KB each, and an end for a V8 that does not grow by them. */
const PIECE = 256;
const PIECES = 64;
const MOST_MADE = 4096;

const youngGeneration = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;

limitHeap(process.env);
