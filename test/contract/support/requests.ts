import type { Finding, Rule } from './findings.ts';
import { operationsFor, routeOf } from './match.ts';
import type { Exchange } from './recorded.ts';
import type { Schemas } from './schemas.ts';
import { placeOf } from './shapes.ts';
import type { Operation, Parameter, Specifications } from './specifications.ts';

export interface CheckedRequest {
  /** The operation that it is; undefined where the files have none. */
  operation: Operation | undefined;
  findings: Finding[];
}

/** The operation of a request, and what is wrong with it. */
export function checkRequest(
  exchange: Exchange,
  { operations }: Specifications,
  schemas: Schemas,
): CheckedRequest {
  const checked = operationsFor(exchange, operations).map((operation) => ({
    operation,
    findings: findingsOf(exchange, operation, schemas),
  }));
  const [best] = checked.sort((a, b) => a.findings.length - b.findings.length);
  if (best) return best;
  const operation = routeOf(exchange);
  return {
    operation: undefined,
    findings: [{ rule: 'path', operation, at: '', message: 'no operation has this path' }],
  };
}

function findingsOf({ url, accept, body }: Exchange, operation: Operation, schemas: Schemas): Finding[] {
  const findings: Finding[] = [];
  const found = (rule: Rule, at: string, message: string) =>
    findings.push({ rule, operation: operation.id, at, message });
  const asked = url.searchParams;

  const version = asked.get('api-version');
  if (version !== operation.apiVersion)
    found('version', 'api-version', `${version} instead of ${operation.apiVersion}`);
  for (const [name, value] of asked) {
    if (name === 'api-version') continue;
    const parameter = operation.query.get(name);
    if (!parameter) found('query', name, 'is not a parameter');
    else if (!accepts(parameter, value)) found('value', name, `"${value}" is not of its type`);
  }
  for (const name of new Set(asked.keys()))
    if (asked.getAll(name).length > 1) found('query', name, 'stands there more than once');
  for (const { name, required } of operation.query.values())
    if (required && !asked.has(name)) found('query', name, 'is required');

  if (!operation.produces.some((type) => accept.includes(type)))
    found('accept', 'accept', `"${accept}" is none of ${operation.produces.join(', ')}`);

  if (operation.body && body === undefined) found('body', '', 'is missing');
  if (!operation.body && body !== undefined) found('body', '', 'is not expected');
  if (operation.body && body !== undefined)
    for (const error of schemas.check(operation.file, operation.body, body)) {
      const name = error.params.additionalProperty as string | undefined;
      found('body', placeOf(error.instancePath, name), error.message ?? error.keyword);
    }
  return findings;
}

const types: Record<string, (value: string) => boolean> = {
  integer: (value) => /^-?\d+$/.test(value),
  number: (value) => value !== '' && !Number.isNaN(Number(value)),
  boolean: (value) => /^(true|false)$/.test(value),
  string: () => true,
};

/** A list is written with commas. */
function accepts({ type = 'string', format, enum: values, items }: Parameter, value: string): boolean {
  if (type === 'array') return value.split(',').every((one) => accepts({ ...items } as Parameter, one));
  if (values) return values.includes(value);
  if (format === 'date-time') return !Number.isNaN(Date.parse(value));
  return types[type]?.(value) ?? false;
}
