import type { Node } from './tree.ts';

/** The condition of a step between states: a character, an assertion, a look-around. */
export type Condition =
  | { type: 'set'; set: string }
  | { type: 'assert'; kind: 'start' | 'end' | 'boundary' | 'inside' }
  | { type: 'look'; ahead: boolean; negative: boolean; body: Automaton };

/** A step to another state; without a condition it takes no character (epsilon). */
export interface Step {
  to: number;
  condition?: Condition;
}

/**
 * A nondeterministic automaton by Thompson's construction. `steps`: by state, in the order in which a backtracking
 * engine tries them, lazy ones aside.
 */
export interface Automaton {
  steps: Step[][];
  start: number;
  accept: number;
}

/** States of the largest automaton: counted repetitions are written out. */
const MOST_STATES = 4_000;

/**
 * The automaton of a pattern's tree; undefined where it would get too large. `rounds`: how often a counted repetition
 * is written out at the most. A longer one becomes a loop, which matches more.
 */
export function automatonOf(tree: Node, rounds = Number.POSITIVE_INFINITY): Automaton | undefined {
  const made: Automaton = { steps: [[]], start: 0, accept: 0 };
  made.accept = add(made, tree, 0, rounds);
  return made.accept < 0 ? undefined : made;
}

const state = (made: Automaton): number => made.steps.push([]) - 1;

function link(made: Automaton, from: number, to: number, condition?: Condition): number {
  made.steps[from]?.push(condition ? { to, condition } : { to });
  return to;
}

/** Adds a part behind a state. Returns the state behind the part; -1 where the automaton gets too large. */
function add(made: Automaton, node: Node, from: number, rounds: number): number {
  if (from < 0 || made.steps.length > MOST_STATES) return -1;
  switch (node.type) {
    case 'set':
      return link(made, from, state(made), { type: 'set', set: node.source });
    case 'assert':
      return link(made, from, state(made), node);
    case 'look': {
      const body = automatonOf(node.body, rounds);
      return body ? link(made, from, state(made), { ...node, body }) : -1;
    }
    case 'sequence':
      return node.parts.reduce((at, part) => add(made, part, at, rounds), from);
    case 'choice': {
      const lasts = node.options.map((option) => add(made, option, link(made, from, state(made)), rounds));
      return join(made, lasts);
    }
    default:
      return addRepeat(made, node, from, rounds);
  }
}

function addRepeat(made: Automaton, node: Node & { type: 'repeat' }, from: number, rounds: number): number {
  const { of, least, most } = node;
  let at = from;
  for (let round = 0; round < Math.min(least, rounds); round += 1) at = add(made, of, at, rounds);
  if (at < 0) return -1;
  if (most === Number.POSITIVE_INFINITY || most - least > rounds) {
    const head = link(made, at, state(made));
    const last = add(made, of, link(made, head, state(made)), rounds);
    if (last < 0) return -1;
    link(made, last, head);
    return link(made, head, state(made));
  }
  const ends = [at];
  for (let round = least; round < most; round += 1) {
    at = add(made, of, link(made, at, state(made)), rounds);
    if (at < 0) return -1;
    ends.push(at);
  }
  return join(made, ends);
}

/** Makes one state behind several. States are numbered in the order of the text, but for the ends of loops. */
function join(made: Automaton, lasts: readonly number[]): number {
  if (lasts.some((last) => last < 0)) return -1;
  const end = state(made);
  for (const last of lasts) link(made, last, end);
  return end;
}
