import { checkAnswer, compareShapes, publishedShape } from './answers.ts';
import type { Finding } from './findings.ts';
import { routeOf } from './match.ts';
import type { Exchange } from './recorded.ts';
import { checkRequest } from './requests.ts';
import { createSchemas } from './schemas.ts';
import { addShape, type Shape } from './shapes.ts';
import type { Operation, Specifications } from './specifications.ts';

export interface Audit {
  findings: Finding[];
  /** Numbers for the record. */
  figures: { requests: number; routes: number; operations: number; answers: number; withSamples: number };
}

/** Holds requests and their answers against the published files. */
export function audit(exchanges: readonly Exchange[], specifications: Specifications): Audit {
  const schemas = createSchemas(specifications);
  const findings: Finding[] = [];
  const known = new Map<Operation, Exchange[]>();
  for (const exchange of exchanges) {
    const { operation, findings: found } = checkRequest(exchange, specifications, schemas);
    findings.push(...found);
    if (operation) known.set(operation, [...(known.get(operation) ?? []), exchange]);
  }
  let [answers, withSamples] = [0, 0];
  for (const [operation, of] of known) {
    const published = publishedShape(operation, new Set(of.flatMap(namesIn)));
    const ours: Shape = new Map();
    for (const exchange of of) {
      if (exchange.status !== 200 || exchange.answer === undefined) continue;
      answers += 1;
      addShape(ours, exchange.answer);
      findings.push(...checkAnswer(exchange, operation, schemas, published));
    }
    if (published) withSamples += 1;
    if (published) findings.push(...compareShapes(operation.id, ours, published));
  }
  const routes = new Set(exchanges.map(routeOf)).size;
  const figures = { requests: exchanges.length, routes, operations: known.size, answers, withSamples };
  return { findings, figures };
}

/** Names in the query and in the body. */
const namesIn = ({ url, body }: Exchange): string[] => [
  ...url.searchParams.keys(),
  ...Object.keys({ ...(body as object) }),
];
