import type { Family } from '../grammar/types.ts';
import { families } from '../grammar/types.ts';
import type { Outcome } from './play.ts';

/** Outcome of a route's combinations. */
export interface RouteOutcome {
  service: string;
  route: string;
  played: number;
  /** Combinations whose fault had an answer to change. */
  hit: number;
  failed: number;
  /** Numbers of combinations that hit, and of those that failed, by family. */
  families: Partial<Record<Family, { hit: number; failed: number }>>;
  /** Some failures in words. */
  examples: string[];
}

const EXAMPLES = 5;

export const summarised = (outcomes: readonly Outcome[]): RouteOutcome => {
  const [first] = outcomes;
  const failed = outcomes.filter(({ failures }) => failures.length > 0);
  const byFamily: RouteOutcome['families'] = {};
  for (const family of families) {
    const hit = outcomes.filter((one) => one.family === family && one.hit > 0);
    if (hit.length === 0) continue;
    byFamily[family] = { hit: hit.length, failed: hit.filter(({ failures }) => failures.length > 0).length };
  }
  return {
    service: first?.service ?? '',
    route: first?.route ?? '',
    played: outcomes.length,
    hit: outcomes.filter(({ hit }) => hit > 0).length,
    failed: failed.length,
    families: byFamily,
    examples: spread(failed, EXAMPLES).map(({ failures }) => failures[0] ?? ''),
  };
};

const spread = <T>(all: readonly T[], most: number): T[] =>
  all.filter((_, n) => n % Math.max(1, Math.ceil(all.length / most)) === 0);

/** One line a route. */
export const lineOf = ({ route, hit, failed, families: byFamily }: RouteOutcome): string => {
  const worst = Object.entries(byFamily)
    .filter(([, one]) => one.failed > 0)
    .map(([family, one]) => `${family} ${one.failed}/${one.hit}`);
  return `${failed > 0 ? '✖' : '✔'} ${route}: ${failed} of ${hit} failed${worst.length > 0 ? ` (${worst.join(', ')})` : ''}`;
};
