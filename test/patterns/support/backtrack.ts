import type { Node } from '../../../src/lib/patterns/tree.ts';

/** Steps beyond which a count ends. */
const ENOUGH = 200_000;

class Enough extends Error {}

/**
 * Number of characters that a plain backtracking engine looks at until it knows whether a text has a match; Infinity
 * for too many.
 */
export function stepsOf(tree: Node, text: string): number {
  let steps = 0;
  const look = (source: string, at: number): boolean => {
    steps += 1;
    if (steps > ENOUGH) throw new Enough();
    return at < text.length && new RegExp(`^(?:${source})$`).test(text[at] as string);
  };
  const match = (node: Node, at: number, then: (at: number) => boolean): boolean => {
    switch (node.type) {
      case 'set':
        return look(node.source, at) && then(at + 1);
      case 'assert':
        return (node.kind === 'start' ? at === 0 : at === text.length) && then(at);
      case 'look':
        return match(node.body, at, () => true) !== node.negative && then(at);
      case 'sequence': {
        const from = (part: number, place: number): boolean =>
          part === node.parts.length
            ? then(place)
            : match(node.parts[part] as Node, place, (next) => from(part + 1, next));
        return from(0, at);
      }
      case 'choice':
        return node.options.some((option) => match(option, at, then));
      default: {
        const round = (times: number, place: number): boolean =>
          (times < node.most &&
            match(
              node.of,
              place,
              (next) => (next > place || times < node.least) && round(times + 1, next),
            )) ||
          (times >= node.least && then(place));
        return round(0, at);
      }
    }
  };
  try {
    for (let at = 0; at <= text.length; at += 1) if (match(tree, at, () => true)) break;
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
    return Number.POSITIVE_INFINITY;
  }
  return steps;
}
