import { failure } from '../../azure-devops/answers/answers.ts';
import type { AzureDevOpsError, Call } from '../../azure-devops/types.ts';

/**
 * The error of a list without something that is known to exist: it shows less than there is, since the credential may not
 * see all, or the answer is another's.
 */
export const showsLess = (
  call: Pick<Call, 'path' | 'what'>,
  problem: string,
  hint: string,
): AzureDevOpsError => failure({ method: 'GET', call }, problem, { status: 200, cause: 'malformed', hint });
