import type { Finding, Rule } from './findings.ts';
import type { Exchange } from './recorded.ts';
import type { Schemas } from './schemas.ts';
import { addShape, lackedBy, placeOf, type Shape } from './shapes.ts';
import { type Operation, readJson, type Schema } from './specifications.ts';

/**
 * Breaches of the schema of an answer's status. A published sample is right whatever the schema says: it may have a
 * property that the schema lacks, or a null.
 */
export function checkAnswer(
  { status, answer }: Exchange,
  operation: Operation,
  schemas: Schemas,
  published: Shape | undefined,
): Finding[] {
  const finding = (rule: Rule, at: string, message: string) => ({
    rule,
    operation: operation.id,
    at,
    message,
  });
  const schema = operation.responses[status];
  if (!schema) return [finding('answer', '', `there is no schema for ${status}`)];
  return schemas
    .check(operation.file, wrapped(schema), answer)
    .flatMap(({ instancePath, keyword, params, ...error }) => {
      const unknown = params.additionalProperty as string | undefined;
      const at = placeOf(instancePath, unknown);
      if (unknown !== undefined)
        return published?.has(at)
          ? []
          : [finding('unknown property', at, 'is in no schema and in no sample')];
      if (error.data === null && published?.get(at)?.has('null')) return [];
      const allowed = keyword === 'enum' ? ` (${params.allowedValues})` : '';
      return [
        finding('answer', at, `${JSON.stringify(error.data)} ${error.message}${allowed}`.slice(0, 200)),
      ];
    });
}

const wrappers = new Map<Schema, Schema>();

/** A list is the bare array in the files, and `{ count, value }` on the wire and in the samples. */
function wrapped(schema: Schema): Schema {
  if (schema.type !== 'array') return schema;
  const known = wrappers.get(schema) ?? {
    type: 'object',
    properties: { count: { type: 'integer' }, value: schema },
    required: ['value'],
  };
  wrappers.set(schema, known);
  return known;
}

interface Sample {
  'x-ms-vss-request-url'?: string;
  parameters?: Record<string, unknown>;
  responses?: Record<string, { body?: unknown }>;
}

/**
 * The shape of the published answers of an operation. A sample that asks with a parameter that we never use
 * (`asked` has those we do) shows more than we get and is left out. Undefined where none is left.
 */
export function publishedShape(
  { samples, query, body }: Operation,
  asked: ReadonlySet<string>,
): Shape | undefined {
  const shape: Shape = new Map();
  for (const file of samples) {
    const { parameters = {}, responses, 'x-ms-vss-request-url': url = '' } = readJson(file) as Sample;
    const answer = responses?.['200']?.body;
    const names = [
      ...[...Object.keys(parameters), ...new URLSearchParams(url.split('?')[1]).keys()].filter((name) =>
        query.has(name),
      ),
      ...(body ? Object.keys({ ...(parameters.body as object) }) : []),
    ];
    if (typeof answer !== 'object' || answer === null || !names.every((name) => asked.has(name))) continue;
    addShape(shape, answer);
  }
  return shape.size > 0 ? shape : undefined;
}

/** Differences between the answers of an operation and the published ones. */
export function compareShapes(operation: string, ours: Shape, published: Shape): Finding[] {
  const missing = lackedBy(ours, published).map((at) => ({
    rule: 'sample' as const,
    operation,
    at,
    message: 'is in a published sample and in no answer',
  }));
  const other = [...published].flatMap(([at, theirs]) => {
    const types = [...(ours.get(at) ?? [])].filter((type) => type !== 'null');
    const isOther = !theirs.has('null') && types.some((type) => !theirs.has(type));
    const message = `is ${types.join(' or ')}, in a published sample ${[...theirs].join(' or ')}`;
    return isOther ? [{ rule: 'sample type' as const, operation, at, message }] : [];
  });
  return [...missing, ...other];
}
