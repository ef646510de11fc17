import * as z from 'zod/mini';
import type { KindDefinition } from '../../kinds/types.ts';
import { type Problem, ProblemsError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/text/did-you-mean.ts';
import type { EntityMapping, MappingOrigin, ParsedMapping, Resource } from '../types.ts';
import { compilable } from './compilable.ts';
import { quoted } from './quoted.ts';
import { readYaml } from './read-yaml.ts';
import * as schema from './schema.ts';
import { pathText, problemsOf, shown } from './schema-problems.ts';

export type MappableKind = Pick<KindDefinition, 'name' | 'options' | 'warning'>;
export type MappableKinds = ReadonlyMap<string, MappableKind>;

/** YAML (or JSON) text, or the document as Port keeps it. */
export type MappingSource = { text: string; path?: string } | { document: unknown };

/** A mapping that is not well formed, with its resources as far as their expressions can be compiled all the same. */
export class MalformedMapping extends ProblemsError {
  readonly resources: Resource[];
  constructor(title: string, problems: readonly Problem[], document: unknown) {
    super(`${title} cannot be used:`, problems, 'PCS1301');
    this.resources = compilable(document);
  }
}

/** Reads a mapping. Throws MalformedMapping with everything that is wrong with its form. */
export function parseMapping(
  source: MappingSource,
  kinds: MappableKinds,
  origin: MappingOrigin,
): ParsedMapping {
  const fail = (problems: readonly Problem[], document?: unknown): never => {
    throw new MalformedMapping(titleOf(origin), problems, document);
  };
  const read = 'text' in source ? readYaml(source.text) : source;
  if ('problem' in read) return fail([read.problem]);
  const { document } = read;
  if (!isObject(document)) {
    const message = `must be an object with a list of resources, and is ${shown(document)}.`;
    return fail([{ where: 'document', message }]);
  }

  const problems: Problem[] = [];
  const warnings = unknownKeys('', document, schema.keysOf.root);
  const root = schema.root.safeParse(document);
  if (!root.success) problems.push(...problemsOf(root.error.issues, document, ''));
  const resources = listOf(document, problems).map((value, index) =>
    parseResource(value, index, kinds, problems, warnings),
  );
  if (!root.success || problems.length > 0) return fail(problems, document);
  return {
    mapping: { ...root.data, resources: resources.filter((resource) => resource !== undefined) },
    origin,
    document,
    warnings,
  };
}

function titleOf(origin: MappingOrigin): string {
  if (origin.from === 'file') return `The mapping ${origin.path}`;
  if (origin.from === 'default') return `The default mapping${origin.path ? ` in ${origin.path}` : ''}`;
  return origin.from === 'port' ? 'The mapping in Port' : 'The inline mapping';
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function listOf(document: Record<string, unknown>, problems: Problem[]): unknown[] {
  const { resources } = document;
  if (Array.isArray(resources)) return resources;
  problems.push({
    where: 'resources',
    message: resources === undefined ? 'is missing.' : 'must be a list.',
    hint: 'It lists the kinds to read and how each becomes an entity.',
  });
  return [];
}

function parseResource(
  value: unknown,
  index: number,
  kinds: MappableKinds,
  problems: Problem[],
  warnings: string[],
): Resource | undefined {
  const name = isObject(value) && typeof value.kind === 'string' ? value.kind : undefined;
  const where = `resources[${index}]${name === undefined ? '' : ` (kind ${quoted(name)})`}`;
  const parsed = schema.resource.safeParse(value);
  if (!parsed.success) problems.push(...problemsOf(parsed.error.issues, value, where).map(withHint));
  const kind = kinds.get(name ?? '');
  if (name !== undefined && !kind) {
    const hint = didYouMean(name, kinds.keys()) ?? `The kinds are ${[...kinds.keys()].join(', ')}.`;
    problems.push({ where, message: 'is not a kind.', hint });
  }
  if (!isObject(value)) return undefined;
  warnings.push(...unknownKeysBelow(where, value));
  const options = kind && parseOptions(kind, value.selector, where, problems, warnings);
  if (!parsed.success || !kind || !options) return undefined;

  const { itemsToParse, itemsToParseName, itemsToParseTopLevelTransform, entity } = parsed.data.port;
  return {
    index,
    kind: kind.name,
    query: parsed.data.selector.query,
    options,
    ...(itemsToParse == null
      ? {}
      : {
          itemsToParse: {
            expression: itemsToParse,
            name: itemsToParseName,
            topLevelTransform: itemsToParseTopLevelTransform,
          },
        }),
    entities: [entity.mappings].flat().map(present),
  };
}

/** A mapping without the keys that hold nothing: an empty `relations:` means none. */
const present = (mapping: z.output<typeof schema.entityMapping>): EntityMapping =>
  Object.fromEntries(
    Object.entries(mapping).filter(([, value]) => value !== undefined && value !== null),
  ) as unknown as EntityMapping;

function withHint(problem: Problem): Problem {
  return /\.properties[.[]/.test(problem.where)
    ? { ...problem, hint: "Write an object or null as jq text, e.g. '{a: .b}'." }
    : problem;
}

function parseOptions(
  kind: MappableKind,
  selector: unknown,
  where: string,
  problems: Problem[],
  warnings: string[],
): Record<string, unknown> | undefined {
  const { query: _, ...given } = isObject(selector) ? selector : {};
  const place = `${where}.selector`;
  const names = Object.keys(kind.options);
  const unknown = Object.keys(given).filter((name) => ![...names, ...schema.inertOptions].includes(name));
  for (const name of unknown) {
    const hint = didYouMean(name, names) ?? 'It is ignored.';
    warnings.push(`${place}.${name}: ${kind.name} has no such option. ${hint}`);
  }
  const parsed = z.object(kind.options).safeParse(given);
  if (parsed.success) {
    for (const name of names)
      for (const path of passedOver(given[name], parsed.data[name], [name]))
        warnings.push(`${place}.${pathText(path)}: not known here. It is ignored.`);
    const warning = kind.warning?.(parsed.data);
    if (warning) warnings.push(`${place}.${warning}`);
    return parsed.data;
  }
  problems.push(...problemsOf(parsed.error.issues, given, place));
  return undefined;
}

/** The places where an option has keys that its schema does not know and left out of what it gave. */
function passedOver(given: unknown, taken: unknown, path: readonly PropertyKey[]): PropertyKey[][] {
  if (Array.isArray(given) && Array.isArray(taken))
    return given.flatMap((item, index) => passedOver(item, taken[index], [...path, index]));
  if (!isObject(given) || !isObject(taken)) return [];
  return Object.keys(given).flatMap((key) =>
    Object.hasOwn(taken, key) ? passedOver(given[key], taken[key], [...path, key]) : [[...path, key]],
  );
}

function unknownKeysBelow(where: string, resource: Record<string, unknown>): string[] {
  const { port } = resource;
  const entity = isObject(port) ? port.entity : undefined;
  const mappings = isObject(entity) ? entity.mappings : undefined;
  return [
    ...unknownKeys(where, resource, schema.keysOf.resource),
    ...unknownKeys(`${where}.port`, port, schema.keysOf.port),
    ...unknownKeys(`${where}.port.entity`, entity, schema.keysOf.entity),
    ...(Array.isArray(mappings)
      ? mappings.flatMap((mapping, index) =>
          ignoredInMapping(`${where}.port.entity.mappings[${index}]`, mapping),
        )
      : ignoredInMapping(`${where}.port.entity.mappings`, mappings)),
  ];
}

/** zod leaves `__proto__` out, as no other name. */
function ignoredInMapping(where: string, mapping: unknown): string[] {
  const lost = ['properties', 'relations'].filter((name) => {
    const fields = isObject(mapping) ? mapping[name] : undefined;
    return isObject(fields) && Object.hasOwn(fields, '__proto__');
  });
  return [
    ...unknownKeys(where, mapping, schema.keysOf.mappings),
    ...lost.map((name) => `${where}.${name}.__proto__: not a name that can be used. It is ignored.`),
  ];
}

function unknownKeys(where: string, value: unknown, known: readonly string[]): string[] {
  if (!isObject(value)) return [];
  return Object.keys(value)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const place = [where, pathText([name])].filter(Boolean).join('.');
      return `${place}: not known here. ${didYouMean(name, known) ?? 'It is ignored.'}`;
    });
}
