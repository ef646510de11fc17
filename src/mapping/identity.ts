import type { PartialItem } from '../kinds/types.ts';
import { withDoubleQuotes } from './jq/parse/double-quotes.ts';
import { parse } from './jq/parse/parser.ts';
import { EACH, type Reach, reachOf } from './jq/parse/reach.ts';
import type { Expression, Resource } from './types.ts';

/** The expressions that decide which entity an item is: itemsToParse, the selector, identifiers and blueprints. */
export interface Identity {
  /** The resource with these expressions alone. */
  resource: Resource;
  /** The part of an item that they see. */
  reach: Reach;
}

export function identityOf(resource: Resource): Identity {
  const entities = resource.entities.map(({ identifier, blueprint }) => ({ identifier, blueprint }));
  const expressions = [
    resource.query,
    ...(resource.itemsToParse ? [resource.itemsToParse.expression] : []),
    ...entities.flatMap(({ identifier, blueprint }) => [...textsIn(identifier), blueprint]),
  ];
  return {
    resource: { ...resource, entities },
    reach: reachOf(expressions.map((text) => parse(withDoubleQuotes(text)))),
  };
}

/** The jq in an expression, also in a search query. */
function textsIn(expression: Expression): string[] {
  if (typeof expression === 'string') return [expression];
  return Object.values(expression).flatMap(function inside(value: unknown): string[] {
    if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(inside);
    return [String(value)];
  });
}

/** Whether the known part of an item is enough to say which entity it is. */
export function isIdentified(
  { reach, resource }: Identity,
  { item, open }: Pick<PartialItem, 'item' | 'open'>,
): boolean {
  const known = resource.itemsToParse ? { ...item, [resource.itemsToParse.name]: null } : item;
  return isKnown(reach, known, open);
}

function isKnown(reach: Reach, known: object, open: readonly string[]): boolean {
  if (reach.everything || reach.members.has(EACH)) return false;
  return [...reach.members].every(([name, below]) => {
    if (typeof name !== 'string' || !Object.hasOwn(known, name)) return false;
    const member = (known as Record<string, unknown>)[name];
    if (member === undefined) return false;
    if (!open.includes(name)) return true;
    return typeof member === 'object' && member !== null && isKnown(below, member, []);
  });
}
