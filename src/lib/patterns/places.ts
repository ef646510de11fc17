import type { Automaton, Step } from './automaton.ts';

/**
 * A pattern as a position automaton (Glushkov): each place stands for one character of the pattern. The first two
 * places stand for the beginning of the text, and for the characters that a search passes over.
 */
export interface Places {
  /** Whether a place takes a letter: by place, then letter. */
  sets: boolean[][];
  /** The places that may follow a place, each with the number of ways to it, 2 for more. */
  follow: Map<number, number>[];
  /** Places behind which the pattern has matched, whatever follows. */
  sure: boolean[];
  /** The number of letters: classes of characters that the pattern does not tell apart. */
  letters: number;
}

const ANYTHING = '[^]';
const BEGINNING = 0;
/** The place of the characters that a search passes over. */
export const SEARCH = 1;
/** The most ways that are looked at. Patterns that people write have fewer. */
const MOST_WAYS = 20_000;

/** The places of an automaton; undefined where finding them would take too long. */
export function placesOf(automaton: Automaton, flags: string): Places | undefined {
  const sources: string[] = [];
  const exits: { in: Automaton; at: number; whole: boolean }[] = [];
  const placeOf = new Map<Step, number>();
  const collect = (part: Automaton, whole: boolean): void => {
    for (const step of part.steps.flat()) {
      const { condition, to } = step;
      if (condition?.type === 'look' && condition.ahead) collect(condition.body, false);
      if (condition?.type !== 'set') continue;
      placeOf.set(step, sources.length);
      sources.push(condition.set);
      exits.push({ in: part, at: to, whole });
    }
  };
  for (const _ of [BEGINNING, SEARCH]) {
    sources.push(ANYTHING);
    exits.push({ in: automaton, at: automaton.start, whole: false });
  }
  collect(automaton, true);
  const lines = flags.includes('m');
  const searches = !flags.includes('y');
  const budget = { left: MOST_WAYS };
  const follow = exits.map(({ in: part, at }, place) => {
    const found = new Map<number, number>();
    if (place <= SEARCH && searches) found.set(SEARCH, 1);
    if (place === SEARCH && !searches) return found;
    walk(part, at, { begins: place === BEGINNING || lines, lines, budget }, (step) => {
      const to = placeOf.get(step) as number;
      found.set(to, Math.min(2, (found.get(to) ?? 0) + 1));
    });
    return found;
  });
  if (budget.left < 0) return undefined;
  const sure = exits.map(({ in: part, at, whole }) => whole && accepts(part, at));
  return { follow, sure, ...lettersOf(sources, flags) };
}

/** The way in which steps are followed from a state. */
interface Following {
  /** Whether the text may begin here; behind a character it does not. */
  begins: boolean;
  /** `^` and `$` stand at the ends of every line (flag `m`), so that text may follow `$`. */
  lines: boolean;
  /** Steps that may still be looked at. */
  budget: { left: number };
}

/** Tells the steps over a character that may come next behind a state, each once for every way to it. */
function walk(
  { steps }: Automaton,
  from: number,
  { begins, lines, budget }: Following,
  tell: (step: Step) => void,
): void {
  const passed = new Set<Step>();
  const visit = (part: Step[][], state: number): void => {
    for (const step of part[state] ?? []) {
      const { condition, to } = step;
      budget.left -= 1;
      if (budget.left < 0) return;
      if (condition?.type === 'set') {
        tell(step);
        continue;
      }
      const blocked =
        condition?.type === 'assert' &&
        (condition.kind === 'end' ? !lines : condition.kind === 'start' && !begins);
      if (blocked || passed.has(step)) continue;
      passed.add(step);
      if (condition?.type === 'look' && condition.ahead) visit(condition.body.steps, condition.body.start);
      visit(part, to);
      passed.delete(step);
    }
  };
  visit(steps, from);
}

/** Whether the accepting state is reached without a character or condition. */
function accepts({ steps, accept }: Automaton, from: number): boolean {
  const seen = new Set([from]);
  const open = [from];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (state === accept) return true;
    for (const { to, condition } of steps[state] ?? []) {
      if (condition || seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return false;
}

/**
 * Characters that are tried: all up to U+02FF, and of the others those that classes and the flag `i` treat in special
 * ways.
 */
const ALPHABET = [
  ...Array.from({ length: 0x300 }, (_, code) => String.fromCharCode(code)),
  ...'\u0300\u0391\u03b1\u0430\u05d0\u0660\u115f\u1e9e\u200b\u200c\u200d\u200e\u2028\u2029\u202e\u2060\u212a\u2126',
  ...'\u3000\u3042\u4e00\uac00\ud800\udc00\ue000\ufb01\ufe0f\ufeff\uff01\uff11\ufffd\uffff\u{1f600}\u{e0041}\u{10ffff}',
];

/** The letters: characters that every place treats alike are one. */
function lettersOf(sources: readonly string[], flags: string): Pick<Places, 'sets' | 'letters'> {
  const own = [...sources.join('')].flatMap((character) => {
    const code = character.codePointAt(0) as number;
    return [code - 1, code, code + 1].filter((near) => near >= 0 && near <= 0x10ffff);
  });
  const alphabet = [...new Set([...ALPHABET, ...own.map((code) => String.fromCodePoint(code))])].filter(
    (character) => flags.includes('u') || character.length === 1,
  );
  const known = new Map<string, boolean[]>();
  const rows = sources.map((source) => {
    const regex = new RegExp(`^(?:${source})$`, flags.replaceAll(/[gmy]/g, ''));
    const row = known.get(source) ?? alphabet.map((character) => regex.test(character));
    known.set(source, row);
    return row;
  });
  const columns = new Map<string, number>();
  for (const at of alphabet.keys()) columns.set(rows.map((row) => (row[at] ? 1 : 0)).join(''), at);
  const kept = [...columns.values()];
  return { sets: rows.map((row) => kept.map((at) => row[at] as boolean)), letters: kept.length };
}
