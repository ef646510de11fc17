import { getOrCreate } from '../collections/get-or-create.ts';
import { type Automaton, automatonOf, type Condition } from './automaton.ts';
import { readTree } from './tree.ts';

/** Whether a text has a match, in time that is linear in the text. */
export type LinearTest = (text: string) => boolean;

/**
 * A pattern run as an automaton in all its states at once, a character after the other (Thompson's simulation).
 * Undefined for references and look-behind, which it cannot do. An endless look-ahead reads the rest of the text at
 * every place where it is asked for.
 */
export function linearTest({ source, flags }: RegExp): LinearTest | undefined {
  const tree = /[gvy]/.test(flags) ? undefined : readTree(source, flags);
  const automaton = tree && automatonOf(tree);
  if (!automaton || !runs(automaton)) return undefined;
  const known = new Map<string, (unit: string) => boolean>();
  const setOf = (set: string): ((unit: string) => boolean) =>
    getOrCreate(known, set, () => memberOf(new RegExp(`^(?:${set})$`, flags.replace('m', ''))));
  const lines = flags.includes('m');
  return (text) => {
    const units = flags.includes('u') ? Array.from(text) : text.split('');
    return search(automaton, { units, lines, has: (set, at) => setOf(set)(units[at] as string) }, 0, true);
  };
}

/** The test of a set, with a cache: a text has few characters, again and again. */
function memberOf(set: RegExp): (unit: string) => boolean {
  const known = new Map<string, boolean>();
  return (unit) => {
    const found = known.get(unit);
    if (found !== undefined) return found;
    if (known.size > 1_000) known.clear();
    known.set(unit, set.test(unit));
    return known.get(unit) as boolean;
  };
}

/** Whether an automaton has only conditions that can be run here. */
function runs({ steps }: Automaton): boolean {
  return steps.flat().every(({ condition }) => {
    if (condition?.type !== 'look') return condition?.type !== 'assert' || /start|end/.test(condition.kind);
    return condition.ahead && runs(condition.body) && (ends(condition.body) || !looks(condition.body));
  });
}

const looks = ({ steps }: Automaton): boolean =>
  steps.flat().some(({ condition }) => condition?.type === 'look');

/** Whether there is no loop, so that a look-ahead sees a few characters only. */
function ends({ steps }: Automaton): boolean {
  return steps.every((list, from) => list.every(({ to }) => to > from));
}

interface Input {
  units: readonly string[];
  /** `^` and `$` stand at the ends of every line (flag `m`). */
  lines: boolean;
  has(set: string, at: number): boolean;
}

/** Whether the automaton accepts from an index on, or `anywhere` behind it. */
function search(automaton: Automaton, input: Input, from: number, anywhere: boolean): boolean {
  let current: number[] = [];
  for (let at = from; at <= input.units.length; at += 1) {
    const seen = new Set<number>();
    const open = anywhere || at === from ? [automaton.start, ...current] : current;
    const next: number[] = [];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      if (seen.has(state)) continue;
      seen.add(state);
      if (state === automaton.accept) return true;
      for (const { to, condition } of automaton.steps[state] ?? []) {
        if (condition?.type === 'set') {
          if (at < input.units.length && input.has(condition.set, at)) next.push(to);
        } else if (!condition || holds(condition, input, at)) open.push(to);
      }
    }
    if (next.length === 0 && !anywhere) return false;
    current = next;
  }
  return false;
}

function holds(condition: Exclude<Condition, { type: 'set' }>, input: Input, at: number): boolean {
  if (condition.type === 'look') return search(condition.body, input, at, false) !== condition.negative;
  const beside = input.units[condition.kind === 'start' ? at - 1 : at];
  return beside === undefined || (input.lines && /[\n\r\u2028\u2029]/.test(beside));
}
