import type { CommentApi, CommentOutcome, CommentPlace, PullRequestComment } from './types.ts';

/** Keeps one comment for each key: writes over ours, or makes one unless it is for an earlier one alone. */
export async function say(
  comment: PullRequestComment,
  place: CommentPlace,
  api: CommentApi,
): Promise<CommentOutcome> {
  const { key, write, settled } = comment;
  const found = await api.find(key);
  if (!found && write === 'if-there') return { done: 'There is nothing to tell the pull request.' };
  const text = comment.render(place);
  if (found && (await found.update(text, settled)))
    return { done: 'The comment on the pull request is up to date.' };
  if (write === 'if-there') return { done: 'The comment on the pull request is not ours to change.' };
  await api.create(text, key);
  return { done: 'The pull request has a comment with the plan.' };
}
