import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import type { ProcessVariables } from '../lib/process-variables.ts';
import { loadBuiltInModules } from './built-in-modules.ts';

/**
 * A small heap by three flags of V8, set once before anything of ours is loaded. docs/development/decisions.md has the
 * reasons and the measurements.
 */

/** Majors of Node that were measured with these flags. On others V8 is left alone, since its flags may change. */
const MEASURED = new Set(['20', '22', '24']);

/** The environment variable that leaves V8 alone. */
const SWITCH = 'PORT_SYNC_V8_DEFAULTS';

/** Growth of the heap over what was in use at the last collection, percent. V8's own: up to 300. */
const GROWTH_PERCENT = 50;

/** Bytes of both halves of the young generation. V8's own: up to 128 MB on Node 24, 32 MB on Node 20. */
const YOUNG_GENERATION = 16 * 2 ** 20;

export function limitHeap(environment: ProcessVariables, version: string = process.versions.node): void {
  if (!MEASURED.has(version.split('.', 1)[0] ?? '')) return;
  if (environment[SWITCH] === 'true' || environment[SWITCH] === '1') return;
  const small = isSmall(environment, process.argv);
  if (!small) loadBuiltInModules();
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  if (small) setFlagsFromString('--semi-space-growth-factor=1');
  else growOnce();
}

/** Whether it is an always-on process, which holds little and stays: its young generation does not grow. */
const isSmall = ({ OCEAN__EVENT_LISTENER: listener = '' }: ProcessVariables, [, , word]: readonly string[]) =>
  word === 'serve' || (word === undefined && listener !== '' && !/\bONCE\b/i.test(listener));

/**
 * Makes the young generation grow to its size in one step, and not again: V8 reads no flag for its largest size once it
 * runs. It grows when as much as its half survives a collection, so that much is allocated here.
 */
function growOnce(): void {
  // The young generation begins with 2 MB, and may have grown since.
  const steps = Math.max(1, Math.floor(YOUNG_GENERATION / youngGeneration()));
  setFlagsFromString(`--semi-space-growth-factor=${steps}`);
  const survivors: unknown[] = [];
  for (let made = 0; made < MOST_MADE && youngGeneration() < YOUNG_GENERATION; made += PIECES)
    for (let piece = 0; piece < PIECES; piece += 1) survivors.push(new Array(PIECE).fill(0));
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** Numbers in a piece of some 2 KB. The pieces are counted, so that this ends even if V8 does not grow. */
const PIECE = 256;
const PIECES = 64;
const MOST_MADE = 4096;

const youngGeneration = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;

limitHeap(process.env);
