import { ITEMS_PLACE, partsExpressions } from './items-to-parse.ts';
import { withDoubleQuotes } from './jq/parse/double-quotes.ts';
import type { EntityMapping, Field, Resource } from './types.ts';

/** The source of a value: an expression, by its slot in the row of results. */
export interface Leaf {
  slot: number;
  /** The place in the mapping: `port.entity.mappings.properties.url`. */
  place: string;
}
/**
 * A value in the form of the mapping: search queries keep theirs. `file`: the path of a deprecated `file://` property.
 */
export type Tree =
  | Leaf
  | { list: Tree[] }
  | { fields: [name: string, tree: Tree][] }
  | { file: string; place: string };

export interface EntityPlan {
  identifier: Tree;
  blueprint: Leaf;
  /** The fields title, icon and team. */
  plain: [name: string, tree: Tree][];
  properties: [name: string, tree: Tree][] | undefined;
  relations: [name: string, tree: Tree][] | undefined;
}

/** An expression of a mapping, with its place there. */
export interface PlacedExpression {
  place: string;
  /**
   * The field that it makes. Absent where the resource cannot do without it: selector, itemsToParse, identifier,
   * blueprint.
   */
  field?: Field;
  /** The expression as the user wrote it. */
  written: string;
  /** The expression as jq gets it. */
  expression: string;
}

const members = <Value>(
  object: Record<string, Value> | object,
  make: (value: Value, name: string) => Tree,
): [string, Tree][] => Object.entries(object).map(([name, value]) => [name, make(value as Value, name)]);

/** A resource made ready for evaluation. */
export interface ResourcePlan {
  /** Distinct expressions, with which rows of results are aligned. */
  expressions: string[];
  /** The expressions of itemsToParse. */
  parts: { expressions: string[] } | undefined;
  /** Every place with an expression, itemsToParse included. */
  placed: PlacedExpression[];
  selector: Leaf;
  entities: EntityPlan[];
  /** Paths of the deprecated `file://` properties. */
  files: string[];
}

export function planOf(resource: Resource): ResourcePlan {
  const slots = new Map<string, number>();
  const placed: PlacedExpression[] = [];
  const files: string[] = [];

  const leaf = (written: string, place: string, field?: Field): Leaf => {
    const expression = withDoubleQuotes(written);
    const slot = slots.get(expression) ?? slots.size;
    slots.set(expression, slot);
    placed.push({ place, written, expression, ...(field && { field }) });
    return { slot, place };
  };
  const tree = (value: unknown, place: string, field?: Field): Tree => {
    if (Array.isArray(value))
      return { list: value.map((inner, index) => tree(inner, `${place}[${index}]`, field)) };
    if (typeof value !== 'object' || value === null) return leaf(String(value), place, field);
    return { fields: members(value, (inner, name) => tree(inner, `${place}.${name}`, field)) };
  };
  const property = (value: string, place: string, field: Field): Tree => {
    if (!value.startsWith('file://')) return tree(value, place, field);
    const path = value.slice('file://'.length);
    files.push(path);
    return { file: path, place };
  };

  const entity = (mapping: EntityMapping, place: string, at: number): EntityPlan => {
    const { identifier, blueprint, properties, relations, title, icon, team } = mapping;
    const plain = Object.fromEntries(
      Object.entries({ title, icon, team }).filter(([, value]) => value !== undefined),
    );
    return {
      identifier: tree(identifier, `${place}.identifier`),
      blueprint: leaf(blueprint, `${place}.blueprint`),
      plain: members(plain, (value, name) => tree(value, `${place}.${name}`, { entity: at, name })),
      properties:
        properties &&
        members(properties, (value, name) =>
          property(value, `${place}.properties.${name}`, { entity: at, group: 'properties', name }),
        ),
      relations:
        relations &&
        members(relations, (value, name) =>
          tree(value, `${place}.relations.${name}`, { entity: at, group: 'relations', name }),
        ),
    };
  };

  if (resource.itemsToParse) {
    const written = resource.itemsToParse.expression;
    placed.push({ place: ITEMS_PLACE, written, expression: withDoubleQuotes(written) });
  }
  const selector = leaf(resource.query, 'selector.query');
  const several = resource.entities.length > 1;
  const entities = resource.entities.map((mapping, index) =>
    entity(mapping, `port.entity.mappings${several ? `[${index}]` : ''}`, index),
  );
  const parts = resource.itemsToParse && { expressions: partsExpressions(resource.itemsToParse) };
  return { expressions: [...slots.keys()], parts, placed, selector, entities, files };
}
