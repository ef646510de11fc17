import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The parts of an OpenAPI 2.0 file that are looked at. */
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  allOf?: Schema[];
  /** Names of properties; of a parameter whether it is. */
  required?: string[] | boolean;
  [other: string]: unknown;
}

export interface Parameter extends Schema {
  name: string;
  in: 'path' | 'query' | 'body' | 'header' | 'formData';
  required?: boolean;
  description?: string;
  schema?: Schema;
}

interface Described {
  operationId: string;
  parameters?: (Parameter | { $ref: string })[];
  produces?: string[];
  responses: Record<string, { schema?: Schema }>;
  'x-ms-examples'?: Record<string, { $ref: string }>;
}

interface Document {
  host: string;
  info: { version: string };
  paths: Record<string, Record<string, Described>>;
  'x-ms-paths'?: Record<string, Record<string, Described>>;
  definitions: Record<string, Schema>;
  parameters: Record<string, Parameter>;
}

export type Segment = string | undefined;

export interface Operation {
  /** `git/Refs_List`: the area's folder and the operation. */
  id: string;
  file: string;
  host: string;
  method: string;
  /** The forms that the path may have, in lower case; a placeholder is undefined. */
  paths: readonly (readonly Segment[])[];
  /** Parameters of the query, without the api-version. */
  query: ReadonlyMap<string, Parameter>;
  /** `7.1`, `7.1-preview.3` */
  apiVersion: string;
  body: Schema | undefined;
  produces: readonly string[];
  /** Undefined where a status has no schema. */
  responses: Readonly<Record<string, Schema | undefined>>;
  /** Files of published samples. */
  samples: readonly string[];
}

export interface Specifications {
  operations: readonly Operation[];
  /** Definitions by file. */
  definitions: ReadonlyMap<string, Record<string, Schema>>;
}

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** The folder that holds `azure-devops/`, Microsoft's files, where there is one. */
export const specificationFolder = (): string | undefined =>
  [process.env.API_SPECS, join(repository, '../shared/specs')].find(
    (folder) => folder !== undefined && existsSync(join(folder, 'azure-devops')),
  );

/** Some of the files begin with a byte order mark. */
export const readJson = (file: string): unknown =>
  JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));

/** The areas that the kinds are read from. */
const files = [
  'advancedSecurity/7.2/alert.json',
  'advancedSecurity/7.2/management.json',
  'build/7.1/build.json',
  'core/7.1/core.json',
  'distributedTask/7.1/taskAgent.json',
  'git/7.1/git.json',
  'graph/7.1/graph.json',
  'memberEntitlementManagement/7.1/memberEntitlementManagement.json',
  'pipelines/7.1/pipelines.json',
  'release/7.1/release.json',
  'test/7.1/test.json',
  'wiki/7.1/wiki.json',
  'wit/7.1/workItemTracking.json',
  'work/7.1/work.json',
];

export function loadSpecifications(folder: string): Specifications {
  const operations: Operation[] = [];
  const definitions = new Map<string, Record<string, Schema>>();
  for (const name of files) {
    const file = join(folder, 'azure-devops', name);
    const document = readJson(file) as Document;
    definitions.set(file, document.definitions);
    const paths = { ...document.paths, ...document['x-ms-paths'] };
    for (const [path, methods] of Object.entries(paths))
      for (const [method, described] of Object.entries(methods))
        operations.push(operationOf(file, name, document, path, method, described));
  }
  return { operations, definitions };
}

function operationOf(
  file: string,
  name: string,
  document: Document,
  path: string,
  method: string,
  described: Described,
): Operation {
  const parameters = (described.parameters ?? []).map((one) => resolved(one, document));
  const version = parameters.find((one) => one.name === 'api-version');
  return {
    id: `${name.split('/')[0]}/${described.operationId}`,
    file,
    host: document.host,
    method: method.toUpperCase(),
    paths: pathsOf(path, parameters),
    query: new Map(
      parameters.filter((one) => one.in === 'query' && one !== version).map((one) => [one.name, one]),
    ),
    apiVersion: /'(.*?)'/.exec(version?.description ?? '')?.[1] ?? document.info.version,
    body: parameters.find((one) => one.in === 'body')?.schema,
    produces: described.produces ?? [],
    responses: Object.fromEntries(
      Object.entries(described.responses).map(([status, { schema }]) => [status, schema]),
    ),
    samples: Object.values(described['x-ms-examples'] ?? {})
      .map(({ $ref }) => join(dirname(file), $ref))
      .filter((sample) => existsSync(sample)),
  };
}

const resolved = (parameter: Parameter | { $ref: string }, { parameters }: Document): Parameter =>
  '$ref' in parameter && typeof parameter.$ref === 'string'
    ? (parameters[parameter.$ref.replace('#/parameters/', '')] as Parameter)
    : (parameter as Parameter);

/** A placeholder that is marked as not required may be left out, with its slash. */
function pathsOf(path: string, parameters: readonly Parameter[]): Segment[][] {
  const optional = new Set(
    parameters
      .filter((one) => one.in === 'path' && one['x-ms-required'] === false)
      .map(({ name }) => `{${name}}`),
  );
  let forms: Segment[][] = [[]];
  for (const segment of path.replace(/\?.*$/, '').split('/').filter(Boolean)) {
    const form = segment.includes('{') ? undefined : segment.toLowerCase();
    const longer = forms.map((one) => [...one, form]);
    forms = optional.has(segment) ? [...longer, ...forms] : longer;
  }
  return forms;
}

/** Segments in lower case: the service takes any case. */
export const segmentsOf = (path: string): string[] =>
  path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => segment.toLowerCase());
