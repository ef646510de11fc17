import { AzureDevOpsError, type AzureDevOpsErrorCause } from '../../azure-devops/types.ts';
import { RetryBudgetError, TransportError } from '../../http/types.ts';
import { type Code, isOwnMistake, UserError } from '../../lib/errors.ts';
import { PortError, type PortErrorCause } from '../../port/port-error.ts';
import type { ProblemGroup } from '../report.ts';
import type { ProblemCode } from './codes.ts';

const ofAzureDevOps: Record<AzureDevOpsErrorCause, ProblemCode> = {
  credential: 'PCS2101',
  permission: 'PCS2102',
  missing: 'PCS2103',
  refused: 'PCS2104',
  unavailable: 'PCS2105',
  transport: 'PCS2106',
  'too-large': 'PCS2107',
  malformed: 'PCS2108',
};

const ofPort: Record<PortErrorCause, ProblemCode> = {
  credential: 'PCS4101',
  permission: 'PCS4102',
  missing: 'PCS4103',
  invalid: 'PCS4104',
  'too-large': 'PCS4104',
  unavailable: 'PCS4105',
  transport: 'PCS4106',
  'answer-too-large': 'PCS4107',
  malformed: 'PCS4108',
};

/** The code where the error itself does not say more. */
const ofPhase: Record<ProblemGroup['phase'] | 'run', ProblemCode> = {
  setup: 'PCS1001',
  read: 'PCS2001',
  map: 'PCS3001',
  write: 'PCS4001',
  delete: 'PCS5001',
  run: 'PCS6004',
};

/** The code of a problem, by the error and by when it came. */
export function codeOf(error: unknown, phase: ProblemGroup['phase'] | 'run'): Code {
  if (isOwnMistake(error)) return 'PCS9001';
  if (error instanceof UserError && error.code !== undefined) return error.code;
  if (error instanceof AzureDevOpsError) return error.lapsed ? 'PCS2110' : ofAzureDevOps[error.likelyCause];
  if (error instanceof PortError) return ofPort[error.likelyCause];
  if (error instanceof RetryBudgetError) return 'PCS6002';
  if (error instanceof TransportError) return 'PCS6003';
  return ofPhase[phase];
}
