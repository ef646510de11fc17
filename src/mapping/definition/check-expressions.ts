import { nextTurn } from '../../lib/async/next-turn.ts';
import type { Engine } from '../jq/engine/engine.ts';
import { compileHint } from '../jq/engine/messages.ts';
import type { compileFast } from '../jq/fast-path/compile-fast.ts';
import type { PlacedExpression, ResourcePlan } from '../resource-plan.ts';
import type { Refused, Resource } from '../types.ts';
import { quoted } from './quoted.ts';

export interface Compilers {
  fast: typeof compileFast;
  engine: Pick<Engine, 'compile'>;
}

/**
 * Compiles every expression of some resources; those that do not compile, with place and jq's message. Before each
 * resource the event loop turns, since the first requests of a run are under way meanwhile.
 */
export async function checkExpressions(
  resources: readonly Resource[],
  planOf: (resource: Resource) => ResourcePlan,
  { fast, engine }: Compilers,
): Promise<Refused[]> {
  const placed: (PlacedExpression & Pick<Refused, 'where' | 'resource'>)[] = [];
  const slow: string[] = [];
  for (const resource of resources) {
    await nextTurn();
    for (const one of planOf(resource).placed) {
      placed.push({ ...one, resource, where: `resources[${resource.index}].${one.place}` });
      if (!fast(one.expression)) slow.push(one.expression);
    }
  }
  const refused = await engine.compile(slow);
  return placed.flatMap(({ where, written, expression, resource, field }) => {
    const message = refused.get(expression);
    if (message === undefined) return [];
    const hint = compileHint(written);
    const problem = { where, message: `${quoted(written)} ${message}.`, ...(hint && { hint }) };
    return [{ ...problem, resource, ...(field && { field }) }];
  });
}
