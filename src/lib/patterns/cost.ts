import { type Automaton, automatonOf } from './automaton.ts';
import { type Places, placesOf, SEARCH } from './places.ts';
import { type Node, readTree } from './tree.ts';

/** An upper bound for the steps of a backtracking engine over a text of `n` characters: ways · n^degree. */
export interface Cost {
  /** Infinity where the steps grow exponentially. */
  degree: number;
  /** Ways through choices and counted repetitions: a factor that does not depend on the text. */
  ways: number;
}

/** Rounds up to which a counted repetition is written out; a longer one counts as endless. */
const ROUNDS = 3;
/** Places of the largest pattern that is analysed: more than any of ours has. */
const MOST_PLACES = 400;

/**
 * The cost of a pattern; undefined where it cannot be analysed. The pattern becomes an NFA of its places. The cost is
 * exponential where one text can go round a loop of it in two ways; else the degree is the length of the longest chain
 * of loops that share a text. (Both are known as ambiguity of the NFA, exponential and polynomial.)
 */
export function costOf({ source, flags }: { source: string; flags: string }): Cost | undefined {
  const tree = readTree(source, flags);
  const automaton = tree && automatonOf(tree, ROUNDS);
  if (!automaton) return undefined;
  const ways = waysThrough(tree);
  if (looksFarBehind(automaton)) return { degree: 2, ways };
  const places = placesOf(automaton, flags);
  if (!places || places.sets.length > MOST_PLACES) return undefined;
  const unsure = withoutSure(places);
  const loops = loopsOf(unsure);
  if (loops.some((loop) => isAmbiguous(unsure, loop))) return { degree: Number.POSITIVE_INFINITY, ways };
  return { degree: longestChain(places, unsure, loops), ways };
}

/** The ways through a pattern. Rounds of a loop are not counted: they are in the degree. */
function waysThrough(node: Node): number {
  switch (node.type) {
    case 'sequence':
      return node.parts.reduce((ways, part) => ways * waysThrough(part), 1);
    case 'choice':
      return node.options.reduce((ways, option) => ways + waysThrough(option), 0);
    case 'look':
      return 1 + waysThrough(node.body);
    case 'repeat': {
      const optional = node.most === Number.POSITIVE_INFINITY ? 0 : node.most - node.least;
      const inner = waysThrough(node.of);
      const counted = node.most === Number.POSITIVE_INFINITY ? node.least : node.most;
      return inner === 1 ? optional + 1 : inner ** Math.max(1, counted) + optional;
    }
    default:
      return 1;
  }
}

/** Whether a look-behind has a loop: it goes back over the text from each of its characters. */
function looksFarBehind({ steps }: Automaton): boolean {
  return steps.flat().some(({ condition }) => {
    if (condition?.type !== 'look') return false;
    const { body, ahead } = condition;
    const loops = body.steps.some((list, from) => list.some(({ to }) => to <= from));
    return (!ahead && loops) || looksFarBehind(body);
  });
}

/**
 * The places with the steps between those alone that are not sure. An engine never goes back behind a sure place: what
 * fails, and is tried in another way, lies between the others.
 */
function withoutSure(places: Places): Places {
  const { follow, sure } = places;
  return {
    ...places,
    follow: follow.map((steps, from) => new Map([...steps].filter(([to]) => !sure[from] && !sure[to]))),
  };
}

/** A strongly connected component of places: a text can go round in it, from each place to each other. */
type Loop = ReadonlySet<number>;

function loopsOf({ follow }: Places): Loop[] {
  const reach = follow.map((_, from) => reachable(follow, from));
  const loops: Loop[] = [];
  const done = new Set<number>();
  for (const from of follow.keys()) {
    if (done.has(from) || !reach[from]?.has(from)) continue;
    const loop = new Set([...(reach[from] as Set<number>)].filter((to) => reach[to]?.has(from)));
    for (const place of loop) done.add(place);
    loops.push(loop);
  }
  return loops;
}

function reachable(follow: Places['follow'], from: number): Set<number> {
  const seen = new Set<number>();
  const open = [...(follow[from] as Map<number, number>).keys()];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (seen.has(place)) continue;
    seen.add(place);
    open.push(...(follow[place] as Map<number, number>).keys());
  }
  return seen;
}

const next = (places: Places, place: number, letter: number, within?: Loop): number[] =>
  [...(places.follow[place] as Map<number, number>).keys()].filter(
    (to) => places.sets[to]?.[letter] && (!within || within.has(to)),
  );

/** Whether one text can go round a loop in two ways (exponential ambiguity): each round doubles them. */
function isAmbiguous(places: Places, loop: Loop): boolean {
  const [home = 0] = loop;
  const twice = [...loop].some((from) =>
    [...(places.follow[from] as Map<number, number>)].some(([to, ways]) => ways > 1 && loop.has(to)),
  );
  if (twice) return true;
  const split = walk(
    [[home, home]],
    ([a = 0, b = 0], letter) =>
      next(places, a, letter, loop).flatMap((x) => next(places, b, letter, loop).map((y) => [x, y])),
    places.letters,
  );
  const apart = [...split.values()].filter(([a, b]) => a !== b);
  const back = walk(
    apart,
    ([a = 0, b = 0], letter) =>
      next(places, a, letter, loop).flatMap((x) => next(places, b, letter, loop).map((y) => [x, y])),
    places.letters,
  );
  return apart.length > 0 && back.has(`${home},${home}`);
}

/** The tuples of places that are reached from others by texts of one letter or more, by their text form. */
function walk(
  from: readonly number[][],
  step: (tuple: readonly number[], letter: number) => number[][],
  letters: number,
): Map<string, number[]> {
  const seen = new Map<string, number[]>();
  const open = [...from];
  for (let tuple = open.pop(); tuple; tuple = open.pop()) {
    for (let letter = 0; letter < letters; letter += 1) {
      for (const to of step(tuple, letter)) {
        const key = to.join();
        if (seen.has(key)) continue;
        seen.set(key, to);
        open.push(to);
      }
    }
  }
  return seen;
}

/**
 * The length of the longest chain of loops in which each shares a text with the next: the degree of the cost. `loops`
 * are those of the places that are not sure. A chain may begin with the search, or with a loop that has sure places:
 * each of its rounds may try the loops behind in vain.
 */
function longestChain(places: Places, unsure: Places, loops: readonly Loop[]): number {
  const known = new Map<Loop, number>();
  const chain = (loop: Loop): number => {
    const found = known.get(loop);
    if (found !== undefined) return found;
    const behind = loops.filter((other) => other !== loop && share(unsure, loop, other)).map(chain);
    const longest = 1 + Math.max(0, ...behind);
    known.set(loop, longest);
    return longest;
  };
  const begun = loopsOf(places).map((loop) => {
    const from = new Set([...loop].filter((place) => place === SEARCH || places.sure[place]));
    const behind = loops.filter((other) => !other.has(SEARCH) && share(places, loop, other, from)).map(chain);
    return 1 + Math.max(0, ...behind);
  });
  return Math.max(1, ...loops.map(chain), ...begun);
}

/**
 * Whether one text leads round the first loop, from it into the second, and round that (polynomial ambiguity). `from`:
 * the places of the first loop from which it may.
 */
function share(places: Places, first: Loop, second: Loop, from: Loop = first): boolean {
  for (const p of from) {
    const reach = reachable(places.follow, p);
    for (const q of second) {
      if (!reach.has(q)) continue;
      const found = walk(
        [[p, p, q]],
        ([a = 0, b = 0, c = 0], letter) => {
          const ends = next(places, c, letter, second);
          const starts = ends.length > 0 ? next(places, a, letter, first) : [];
          if (starts.length === 0) return [];
          const middles = next(places, b, letter);
          return starts.flatMap((x) => middles.flatMap((y) => ends.map((z) => [x, y, z])));
        },
        places.letters,
      );
      if (found.has(`${p},${q},${q}`)) return true;
    }
  }
  return false;
}
