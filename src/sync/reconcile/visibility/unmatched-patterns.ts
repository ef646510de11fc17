import { listed } from '../../../report/words/format.ts';
import type { Reason } from '../held.ts';
import type { VisibilityCheck } from './visibility-check.ts';

/**
 * The reason why nothing is deleted, if patterns of `projects` match no project: a project was renamed, or a pattern
 * mistyped. The entities of the project that such a pattern was to choose must not go.
 */
export function unmatchedPatterns(visibility: Pick<VisibilityCheck, 'unmatched'>): Reason | undefined {
  const patterns = visibility.unmatched();
  if (patterns.length === 0) return undefined;
  const [what, verb] = patterns.length === 1 ? ['pattern', 'matches'] : ['patterns', 'match'];
  return {
    reason: `the ${what} ${listed(patterns.map((one) => JSON.stringify(one)))} of projects ${verb} no project: renamed, or mistyped`,
    remedy: `Correct or remove ${patterns.length === 1 ? 'it' : 'them'}.`,
  };
}
