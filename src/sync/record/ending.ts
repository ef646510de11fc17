import { AzureDevOpsError } from '../../azure-devops/types.ts';
import { isOwnMistake, messageOf, ProblemsError, REPORT_IT, UserError } from '../../lib/errors.ts';
import { PortError } from '../../port/port-error.ts';
import { codeOf } from '../../report/problems/code-of.ts';
import type { Failure, Report } from '../../report/report.ts';
import { statusOf } from '../../report/words/verdict.ts';

export type Ending =
  | { how: 'done' }
  | { how: 'failed'; error: unknown }
  /** A run that gave way to another one, as the user wants it. */
  | { how: 'skipped'; error: unknown }
  | { how: 'cancelled'; reason: string };

/** A run that came to nothing but a mistake of ours has failed, though it went on to its end. */
export const endingWith = (ending: Ending, mistake: Error | undefined): Ending =>
  ending.how === 'done' && mistake
    ? {
        how: 'failed',
        error: new UserError(
          `Nothing could be read or written because of ${messageOf(mistake)}.`,
          REPORT_IT,
          {
            code: 'PCS9001',
          },
        ),
      }
    : ending;

/** A sync of everything of which Port took nothing has failed, though it went on to its end. The report has its counts. */
export function unlessAllRefused(ending: Ending, { run, totals, problems }: Report): Ending {
  const { created, updated, unchanged, deleted, refused } = totals;
  const isOfEverything = run.mode === 'sync' && run.increments?.since === undefined;
  if (ending.how !== 'done' || !isOfEverything || refused === 0) return ending;
  if (created + updated + unchanged + deleted > 0) return ending;
  const first = problems.find(({ phase }) => phase === 'write');
  const what = refused === 1 ? 'the only entity' : `all ${refused} entities`;
  return {
    how: 'failed',
    error: new UserError(`Port refused ${what}${first ? `: ${first.message}` : ''}`, first?.hint, {
      code: 'PCS4001',
    }),
  };
}

/** Puts the failure and the status of a run that ended so into its report, whose counts are complete. */
export function recordEnding({ run, problems, ...report }: Report, ending: Ending): void {
  if (ending.how === 'failed') {
    run.failure = failureOf(ending.error);
    problems.unshift(...problemsIn(ending.error));
  }
  if (ending.how === 'skipped')
    run.failure = { message: messageOf(ending.error), code: codeOf(ending.error, 'run') };
  if (ending.how === 'cancelled') run.failure = { message: ending.reason };
  run.status = statusOf(
    { problems, ...report },
    {
      failed: ending.how === 'failed',
      cancelled: ending.how === 'cancelled',
      skipped: ending.how === 'skipped',
    },
  );
}

export function failureOf(error: unknown): Failure {
  const hint =
    error instanceof UserError || error instanceof PortError || error instanceof AzureDevOpsError
      ? error.hint
      : isOwnMistake(error)
        ? REPORT_IT
        : undefined;
  const message = error instanceof ProblemsError ? error.summary.replace(/:$/, '.') : messageOf(error);
  return { message, ...(hint && { hint }), code: codeOf(error, 'run') };
}

/** The problems that one error tells of, each with its place. */
export const problemsIn = (error: unknown): Report['problems'] =>
  error instanceof ProblemsError
    ? error.problems.map(({ where, message, hint, code = codeOf(error, 'setup') }) => ({
        code,
        phase: 'setup',
        subject: where,
        message,
        count: 1,
        ...(hint && { hint }),
      }))
    : [];
