import { ITEMS_PLACE, partsExpressions } from './items-to-parse.ts';
import { withDoubleQuotes } from './jq/program.ts';
import type { EntityMapping, Expression, Resource } from './types.ts';

/** Where a value of the entity comes from: an expression, by its place in the row of results. */
export interface Leaf {
  slot: number;
  /** `port.entity.mappings.properties.url` */
  place: string;
}
/** A search query keeps its shape; `file` is the path of a deprecated `file://` property. */
export type Tree =
  | Leaf
  | { list: Tree[] }
  | { fields: [name: string, tree: Tree][] }
  | { file: string; place: string };

export interface EntityPlan {
  identifier: Tree;
  blueprint: Leaf;
  /** title, icon, team. */
  plain: [name: string, tree: Tree][];
  properties: [name: string, tree: Tree][] | undefined;
  relations: [name: string, tree: Tree][] | undefined;
}

export interface Source {
  place: string;
  /** As the user wrote it. */
  written: string;
  /** As jq gets it. */
  expression: string;
}

/** A resource made ready for evaluation. */
export interface ResourcePlan {
  /** Distinct; rows of results are aligned with them. */
  expressions: string[];
  /** What takes an item apart, if its elements are mapped. */
  parts: { expressions: string[] } | undefined;
  /** Every place with an expression, itemsToParse included. */
  sources: Source[];
  selector: Leaf;
  entities: EntityPlan[];
  /** Paths of the deprecated `file://` properties. */
  files: string[];
}

export function planOf(resource: Resource): ResourcePlan {
  const slots = new Map<string, number>();
  const sources: Source[] = [];
  const files: string[] = [];

  const leaf = (written: string, place: string): Leaf => {
    const expression = withDoubleQuotes(written);
    const slot = slots.get(expression) ?? slots.size;
    slots.set(expression, slot);
    sources.push({ place, written, expression });
    return { slot, place };
  };
  const tree = (value: unknown, place: string): Tree => {
    if (Array.isArray(value)) return { list: value.map((inner, index) => tree(inner, `${place}[${index}]`)) };
    return typeof value === 'object' && value !== null
      ? { fields: treesOf(value, place) }
      : leaf(String(value), place);
  };
  const treesOf = (object: object, place: string): [string, Tree][] =>
    Object.entries(object).map(([name, value]) => [name, tree(value, `${place}.${name}`)]);
  const property = ([name, value]: [string, Expression], place: string): [string, Tree] => {
    if (typeof value !== 'string' || !value.startsWith('file://')) return [name, tree(value, place)];
    const path = value.slice('file://'.length);
    files.push(path);
    return [name, { file: path, place }];
  };

  const entity = (mapping: EntityMapping, place: string): EntityPlan => {
    const { identifier, blueprint, properties, relations, ...plain } = mapping;
    return {
      identifier: tree(identifier, `${place}.identifier`),
      blueprint: leaf(blueprint, `${place}.blueprint`),
      plain: treesOf(plain, place),
      properties:
        properties &&
        Object.entries(properties).map((entry) => property(entry, `${place}.properties.${entry[0]}`)),
      relations: relations && treesOf(relations, `${place}.relations`),
    };
  };

  if (resource.itemsToParse) {
    const written = resource.itemsToParse.expression;
    sources.push({ place: ITEMS_PLACE, written, expression: withDoubleQuotes(written) });
  }
  const selector = leaf(resource.query, 'selector.query');
  const several = resource.entities.length > 1;
  const entities = resource.entities.map((mapping, index) =>
    entity(mapping, `port.entity.mappings${several ? `[${index}]` : ''}`),
  );
  const parts = resource.itemsToParse && { expressions: partsExpressions(resource.itemsToParse) };
  return { expressions: [...slots.keys()], parts, sources, selector, entities, files };
}
