import type { EntityMapping, Expression, Resource } from '../types.ts';
import * as schema from './schema.ts';

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const expressionOf = (value: unknown): Expression | undefined => {
  if (value === undefined || value === null) return undefined;
  const parsed = schema.entityMapping.shape.identifier.safeParse(value);
  return parsed.success ? parsed.data : undefined;
};

const textOf = (value: unknown): string | undefined => {
  const expression = expressionOf(value);
  return typeof expression === 'string' ? expression : undefined;
};

/** The fields that are expressions, under their names. */
const expressionsIn = <Value extends Expression>(
  fields: unknown,
  read: (value: unknown) => Value | undefined,
): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(isObject(fields) ? fields : {}).flatMap(([name, value]) => {
      const expression = read(value);
      return expression === undefined ? [] : [[name, expression]];
    }),
  );

const mappingOf = (given: unknown): EntityMapping => {
  const { identifier, blueprint, team, properties, relations, ...rest } = isObject(given) ? given : {};
  const own = expressionOf(team);
  const { title, icon } = expressionsIn(rest, textOf);
  return {
    identifier: expressionOf(identifier) ?? 'null',
    blueprint: textOf(blueprint) ?? 'null',
    ...(title !== undefined && { title }),
    ...(icon !== undefined && { icon }),
    ...(own !== undefined && { team: own }),
    properties: expressionsIn(properties, textOf),
    relations: expressionsIn(relations, expressionOf),
  };
};

/**
 * The resources of a malformed mapping, for their expressions alone: what is wrong otherwise is left out, so that
 * what does not compile is told together with it.
 */
export function compilable(document: unknown): Resource[] {
  const resources = isObject(document) && Array.isArray(document.resources) ? document.resources : [];
  return resources.map((resource, index) => {
    const { kind, selector, port } = isObject(resource) ? resource : {};
    const { itemsToParse, entity } = isObject(port) ? port : {};
    const expression = textOf(itemsToParse);
    return {
      index,
      kind: typeof kind === 'string' ? kind : '',
      query: textOf(isObject(selector) ? selector.query : undefined) ?? 'true',
      options: {},
      ...(expression !== undefined && {
        itemsToParse: { expression, name: 'item', topLevelTransform: true },
      }),
      entities: [isObject(entity) ? entity.mappings : undefined].flat().map(mappingOf),
    };
  });
}
