import type { Engine } from '../jq/engine/engine.ts';
import { compileHint } from '../jq/engine/messages.ts';
import { compileFast } from '../jq/fast-path/compile-fast.ts';
import type { ResourcePlan } from '../resource-plan.ts';
import type { Refused, Resource } from '../types.ts';
import { quoted } from './quoted.ts';

/** Compiles every expression of some resources; those that do not compile, with place and jq's message. */
export async function checkExpressions(
  resources: readonly Resource[],
  planOf: (resource: Resource) => ResourcePlan,
  engine: Pick<Engine, 'compile'>,
): Promise<Refused[]> {
  const sources = resources.flatMap((resource) =>
    planOf(resource).sources.map((source) => ({
      ...source,
      resource,
      where: `resources[${resource.index}].${source.place}`,
    })),
  );
  const refused = await engine.compile(
    sources.map(({ expression }) => expression).filter((expression) => !compileFast(expression)),
  );
  return sources.flatMap(({ where, written, expression, resource, field }) => {
    const message = refused.get(expression);
    if (message === undefined) return [];
    const hint = compileHint(written);
    const problem = { where, message: `${quoted(written)} ${message}.`, ...(hint && { hint }) };
    return [{ ...problem, resource, ...(field && { field }) }];
  });
}
