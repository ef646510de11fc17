import { createHash } from 'node:crypto';
import type { PullRequestComment } from '../host/pull-request/types.ts';
import type { Host } from '../host/types.ts';
import { messageOf, UserError } from '../lib/errors.ts';
import { asSentence } from '../lib/text/sentence.ts';
import type { Report } from '../report/report.ts';
import { hasChanges } from '../report/words/verdict.ts';
import { spelled } from '../settings/spelled.ts';
import type { Settings } from '../settings/types.ts';
import { renderComment } from '../summary/comment/render-comment.ts';
import { maskStrings } from '../summary/mask.ts';

/** Time for the comment: a service that does not answer must not hold up the job. */
const LIMIT_MS = 60_000;

/**
 * The key of the comment: one for each integration. A hash, so that nothing of the name can break out of the comment.
 */
const keyOf = ({ port, integrationIdentifier }: Settings): string =>
  createHash('sha256')
    .update(JSON.stringify([port.baseUrl, integrationIdentifier]))
    .digest('hex')
    .slice(0, 20);

/**
 * Tells the plan on the pull request that the job runs for, in one comment that each run writes over. A failure is a
 * warning: the plan itself is as good without. `ended`: aborted when the run has to end.
 */
export async function commentOnPullRequest(
  host: Host,
  settings: Settings,
  unmasked: Report,
  ended: AbortSignal,
): Promise<void> {
  const { pullRequestComment: tells } = settings;
  const { status } = unmasked.run;
  if (tells === 'off' || settings.mode !== 'plan' || !host.commentOnPullRequest) return;
  if (ended.aborted || status === 'cancelled' || status === 'skipped') return;
  const report = maskStrings(unmasked, host.mask);
  const settled = status === 'succeeded' && !hasChanges(report.totals);
  const comment: PullRequestComment = {
    key: keyOf(settings),
    // A plan that failed or has no changes makes no first comment. An earlier comment is no longer true: it is written
    // over.
    write: settled || status === 'failed' ? 'if-there' : 'always',
    settled,
    render: (place) => renderComment(report, { tells, ...place }),
  };
  const limit = AbortSignal.timeout(LIMIT_MS);
  try {
    const outcome = await host.commentOnPullRequest(comment, AbortSignal.any([ended, limit]));
    if ('none' in outcome) host.log.warn(spelled(outcome.none, host.inputLabel));
    else host.log.info(outcome.done);
  } catch (error) {
    if (ended.aborted) return;
    const message = limit.aborted ? 'there was no answer in time' : messageOf(error);
    const hint = error instanceof UserError ? spelled(error.hint ?? '', host.inputLabel) : '';
    const told = `The pull request could not be told of the plan: ${asSentence(message)} ${hint}`.trimEnd();
    host.log.warn(told);
    unmasked.warnings.push(told);
  }
}
