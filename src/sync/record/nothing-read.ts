import { UserError } from '../../lib/errors.ts';
import type { ProblemGroup } from '../../report/report.ts';

/** The failure of a run that could read nothing: its first problem of reading. */
export function nothingRead(problems: readonly ProblemGroup[]): UserError {
  const first = problems.find(({ phase }) => phase === 'read');
  return new UserError(first?.message ?? 'Nothing could be read from Azure DevOps.', first?.hint, {
    code: first?.code ?? 'PCS2001',
  });
}
