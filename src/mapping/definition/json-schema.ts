import * as z from 'zod/mini';
import type { KindDefinition } from '../../kinds/types.ts';
import * as schema from './schema.ts';

type DescribedKind = Pick<KindDefinition, 'name' | 'options'> &
  Partial<Pick<KindDefinition, 'summary' | 'docs'>>;
type JsonSchema = Record<string, unknown>;

/**
 * A schema of the form in which a user writes it: before defaults and conversions. A key that is not known, of which a
 * run warns, is an error here: an editor shows it where it stands.
 */
const inputOf = (type: z.ZodMiniType): JsonSchema => {
  const { $schema: _, ...body } = z.toJSONSchema(type, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.properties && jsonSchema.additionalProperties === undefined)
        jsonSchema.additionalProperties = false;
    },
  });
  return body;
};

/** A JSON Schema (draft 2020-12) of mapping files, for editors; from the definition that validates them. */
export function mappingJsonSchema(kinds: ReadonlyMap<string, DescribedKind>): JsonSchema {
  const root = inputOf(z.extend(schema.root, { resources: z.array(schema.resource) })) as JsonSchema & {
    properties: { resources: { items: JsonSchema } };
  };
  const { resources } = root.properties;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...root,
    title: 'Mapping of Azure DevOps into the Port software catalog',
    properties: {
      $schema: { type: 'string' },
      ...root.properties,
      ...Object.fromEntries(schema.eventKeys.map((key) => [key, { description: 'Without effect here.' }])),
      resources: {
        ...resources,
        description: 'The kinds to read, and how an item of each becomes an entity.',
        items: { ...resources.items, allOf: [kindNames(kinds), ...[...kinds.values()].map(optionsOfKind)] },
      },
    },
  };
}

const kindNames = (kinds: ReadonlyMap<string, DescribedKind>): JsonSchema => ({
  properties: {
    kind: {
      anyOf: [...kinds.values()].map(({ name, summary }) => ({
        const: name,
        ...(summary ? { description: summary } : {}),
      })),
    },
  },
});

function optionsOfKind(kind: DescribedKind): JsonSchema {
  const { properties } = inputOf(z.object(kind.options)) as { properties: Record<string, JsonSchema> };
  const described = Object.entries(properties).map(([name, option]) => {
    const description = kind.docs?.options?.[name];
    return [name, description ? { ...option, description } : option];
  });
  const accepted = ['query', ...schema.inertOptions].filter((name) => !(name in kind.options));
  return {
    if: { properties: { kind: { const: kind.name } }, required: ['kind'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: {
      properties: {
        selector: {
          properties: {
            ...Object.fromEntries(accepted.map((name) => [name, true])),
            ...Object.fromEntries(described),
          },
          additionalProperties: false,
        },
      },
    },
  };
}
