import { readdirSync, readFileSync } from 'node:fs';
import { readYaml } from '../src/mapping/definition/read-yaml.ts';
import type { Blueprint } from '../src/port/types.ts';
import { portsBlueprints, portsMapping } from '../test/integration/support/ports-default.ts';

/** Mapping that a run is measured with. */
export interface MappingCase {
  /** The mapping's document, as text. */
  document: string;
  blueprints: Blueprint[];
}

export type MappingName = keyof typeof mappings;

interface Resource {
  kind: string;
  selector: Record<string, unknown>;
  port: { itemsToParse?: string; entity: { mappings: EntityMapping | EntityMapping[] } };
}

interface EntityMapping {
  identifier: string;
  properties?: Record<string, string>;
  [field: string]: unknown;
}

const folder = new URL('../examples/kinds/', import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, folder), 'utf8');
const names = readdirSync(folder).sort();

const blueprints: Blueprint[] = names.map((name) => JSON.parse(textOf(`${name}/blueprint.json`)));

/** Options that leave a part of the organisation out, and the one that reads each build's commits besides. */
const narrowing = new Set(['wiql', 'minTimeInDays', 'maxResults', 'enrichWithFirstCommit']);

const whole = ({ selector, ...resource }: Resource): Resource => ({
  ...resource,
  selector: Object.fromEntries(Object.entries(selector).filter(([option]) => !narrowing.has(option))),
});

const resourcesOf = (name: string): Resource[] => {
  const read = readYaml(textOf(`${name}/mapping.yaml`));
  if ('problem' in read) throw new Error(`${name}: ${read.problem.message}`);
  return (read.document as { resources: Resource[] }).resources.map(whole);
};

const resources = names.flatMap(resourcesOf);

const withMappings = (change: (mapping: EntityMapping) => EntityMapping): string =>
  JSON.stringify({
    resources: resources.map(({ port, ...resource }) => {
      const { mappings } = port.entity;
      const changed = Array.isArray(mappings) ? mappings.map(change) : change(mappings);
      return { ...resource, port: { ...port, entity: { mappings: changed } } };
    }),
  });

/** A definition in front keeps an expression, and its whole input, in the engine. */
const inEngine = (expressions: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(expressions).map(([field, value]) => [
      field,
      typeof value === 'string' ? `def whole: .; ${value}` : inEngine(value as Record<string, unknown>),
    ]),
  );

const withRaw = ({ schema, ...blueprint }: Blueprint): Blueprint => ({
  ...blueprint,
  schema: {
    ...schema,
    properties: { ...schema?.properties, raw: { type: 'object', title: 'Raw item' } },
  },
});

/** Port refuses types of work items that are not in its exporter's list: a run would end with problems. */
const withoutEnums = ({ schema, ...blueprint }: Blueprint): Blueprint => ({
  ...blueprint,
  schema: {
    ...schema,
    properties: Object.fromEntries(
      Object.entries(schema?.properties ?? {}).map(([name, property]) => {
        const { enum: _, ...open } = property as Record<string, unknown>;
        return [name, open];
      }),
    ),
  },
});

export const mappings = {
  /** All kinds, one resource or two each: the examples' mappings in one document. */
  examples: { document: JSON.stringify({ resources }), blueprints },
  /** The same, and of each entity the whole raw item as a property. */
  raw: {
    document: withMappings((mapping) => ({ ...mapping, properties: { ...mapping.properties, raw: '.' } })),
    blueprints: blueprints.map(withRaw),
  },
  /** Port's own first mapping, as its exporter stores it: seven kinds. */
  default: { document: JSON.stringify(portsMapping), blueprints: portsBlueprints.map(withoutEnums) },
  /** The examples, with no expression that is evaluated without jq itself. */
  jq: { document: withMappings((mapping) => inEngine(mapping) as EntityMapping), blueprints },
} satisfies Record<string, MappingCase>;
