import * as z from 'zod/mini';
import { boolean, fraction, orElse, text } from '../../lib/values/scalars.ts';

/**
 * The shape of a mapping document (Port's port-app-config). It validates, and the JSON Schema for editors is
 * made from it. A key without a value counts as not there.
 */
const flag = (byDefault: boolean, description: string) =>
  orElse(boolean, byDefault).check(z.describe(description));

export const expression = z.pipe(z.union([z.string(), z.number(), z.boolean()]), z.transform(String));

const jq = (description: string) => expression.check(z.describe(description));

/** jq where a key without a value means null. */
const nullableJq = (description: string) =>
  z
    .optional(
      z.union([
        expression,
        z.pipe(
          z.null(),
          z.transform(() => 'null'),
        ),
      ]),
    )
    .check(z.describe(description));

type QueryValue = string | QueryValue[] | { [key: string]: QueryValue };

/** Anything inside a search query: every scalar is jq. */
const queryValue: z.ZodMiniType<QueryValue, unknown> = z.lazy(() =>
  z.union([expression, z.array(queryValue), z.record(z.string(), queryValue)]),
);

const searchQuery = z
  .catchall(
    z.object({ combinator: expression, rules: z.array(z.record(z.string(), queryValue)) }),
    queryValue,
  )
  .check(z.describe('A search in Port: every value is a jq expression, e.g. combinator: \'"and"\'.'));

const jqOrQuery = (description: string) =>
  z.union([expression, searchQuery]).check(z.describe(`${description} jq, or a search query.`));

export const entityMapping = z.object({
  identifier: jqOrQuery('The identifier of the entity.'),
  title: nullableJq('The title of the entity.'),
  icon: nullableJq('The icon of the entity.'),
  team: z
    .optional(
      z.union([
        expression,
        searchQuery,
        z.pipe(
          z.null(),
          z.transform(() => 'null'),
        ),
      ]),
    )
    .check(z.describe('The owning team or teams. jq, or a search query.')),
  blueprint: jq('The blueprint of the entity; text is quoted twice: \'"service"\'.'),
  properties: z.nullish(
    z.record(z.string(), expression).check(z.describe('Properties of the blueprint, each with its jq.')),
  ),
  relations: z.nullish(
    z
      .record(z.string(), z.union([expression, searchQuery]))
      .check(z.describe('Relations of the blueprint, each with its jq or a search query.')),
  ),
});

export const selector = z.looseObject({
  query: orElse(jq('Which items are taken: jq that gives true or false.'), 'true'),
});

export const port = z.object({
  entity: z.object({ mappings: z.union([entityMapping, z.array(entityMapping).check(z.minLength(1))]) }),
  itemsToParse: z.nullish(jq('An array in the item: each of its elements becomes an entity.')),
  itemsToParseName: orElse(text, 'item').check(
    z.describe('The name under which the element is put into the item.'),
  ),
  itemsToParseTopLevelTransform: flag(true, 'Whether the array itself is taken out of the item.'),
});

export const resource = z.object({
  kind: z.string().check(z.describe('What is read from Azure DevOps.')),
  selector: orElse(selector, { query: 'true' }),
  port,
});

/** The root without its resources, which are checked one by one. */
export const root = z.object({
  deleteDependentEntities: flag(true, 'Whether deleting an entity deletes what requires it.'),
  createMissingRelatedEntities: flag(true, 'Whether a relation creates its target where it is missing.'),
  enableMergeEntity: flag(true, 'Whether entities are merged with what is there, or replace it.'),
  entityDeletionThreshold: orElse(fraction, 0.9).check(
    z.describe('The share of the entities, 0 to 1, above which nothing is deleted.'),
  ),
});

/** Root keys that matter to exporters that listen to events; accepted, without effect. */
export const eventKeys = ['specPath', 'branch', 'useDefaultBranch'];
/** Selector options that most kinds accept without effect. */
export const inertOptions = ['exportEnvVariables', 'defaultTeam'];

export const keysOf = {
  root: ['$schema', 'resources', ...Object.keys(root.shape), ...eventKeys],
  resource: Object.keys(resource.shape),
  port: Object.keys(port.shape),
  entity: ['mappings'],
  mappings: Object.keys(entityMapping.shape),
};
