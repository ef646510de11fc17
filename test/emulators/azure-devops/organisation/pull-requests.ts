import { days, draw, isoDate, mix, objectId, uuid } from './derive.ts';
import { type IdentityRef, type Person, someone } from './people.ts';
import { repositoryIndex, repositoryNumbering } from './policies.ts';
import { type RepositoryHead, repositoryReference } from './repository-head.ts';
import type { Shelf } from './shelf.ts';
import { reasons, subjects, verbs } from './words.ts';
import type { World } from './world.ts';

export interface PullRequestItem {
  repository: ReturnType<typeof repositoryReference>;
  pullRequestId: number;
  status: 'active' | 'abandoned' | 'completed';
  createdBy: IdentityRef;
  creationDate: string;
  closedDate?: string;
  title: string;
  [field: string]: unknown;
}

const statuses = ['active', 'completed', 'completed', 'abandoned', 'completed', 'active'] as const;

const commit = (base: string, key: number, slot: number) => {
  const commitId = objectId(key, slot);
  return { commitId, url: `${base}/commits/${commitId}` };
};

const reviewers = (world: World, people: Shelf<Person>, key: number, url: string) =>
  Array.from({ length: 1 + (key % 3) }, (_, n) => {
    const identity = someone(world, people, mix(key, n, 8));
    return {
      reviewerUrl: `${url}/reviewers/${identity.id}`,
      vote: [10, 0, 5, -5][mix(key, n, 9) % 4],
      hasDeclined: false,
      isFlagged: false,
      ...(n === 0 && { isRequired: true }),
      ...identity,
      ...(n === 2 && { isContainer: true }),
    };
  });

/**
 * Newest last. They close about as evenly as they open, the last of them today: with up to 12 in a repository
 * one every two and a half days, with more so many more.
 */
const agesOf = (slot: number, of: number) => {
  const gap = Math.max(0.05, 30 / Math.max(12, of));
  const closed = Math.max(0, of - 1 - slot) * gap * days;
  return { closed, created: closed + gap * days * 1.5 };
};

/** `born`: milliseconds, when the repository was made, of one that was not there at the start. */
export const pullRequestsOf = (
  world: World,
  people: Shelf<Person>,
  repository: RepositoryHead,
  born?: number,
) => {
  const slots = repository.defaultBranch === undefined ? 0 : world.scale.pullRequestsPerRepository;
  const numbers = repositoryNumbering(world);
  const base = `${world.links.core}/${repository.project.id}/_apis/git/repositories/${repository.id}`;
  return world.shelf<PullRequestItem>({
    kind: 'pull-request',
    place: repository.id,
    slots,
    make: (slot, key, revision, changedAt) => {
      const d = draw(mix(key, slot));
      const id = numbers.id(repositoryIndex(world, repository), slot);
      const url = `${base}/pullRequests/${id}`;
      const status = statuses[(slot + repository.slot) % statuses.length] as PullRequestItem['status'];
      const ages = agesOf(slot, slots);
      const subject = d.pick(subjects);
      const title = `${d.pick(verbs)} ${subject}${revision > 0 ? ` (${revision})` : ''}`;
      // A rule may have changed something before the repository was made.
      const since = Math.max(changedAt ?? 0, born ?? 0);
      const closed = isoDate(since > 0 ? since : world.now - ages.closed);
      const mergeable = d.chance(0.9);
      return {
        repository: repositoryReference(world, repository),
        pullRequestId: id,
        codeReviewId: id,
        status,
        createdBy: someone(world, people, d.below(1e9)),
        creationDate: isoDate(world.now - ages.created),
        ...(status !== 'active' && { closedDate: closed }),
        title: world.text(title, mix(key, slot, 5)),
        description: `${title} ${d.pick(reasons)}.\n\n- tests added\n- no change of the contract`,
        sourceRefName: `refs/heads/feature/${id}/${subject.replaceAll(' ', '-')}`,
        targetRefName: repository.defaultBranch,
        mergeStatus: mergeable ? 'succeeded' : 'conflicts',
        isDraft: status === 'active' && d.chance(0.2),
        mergeId: uuid(mix(key, 4), slot),
        lastMergeSourceCommit: commit(base, mix(key, revision, 5), slot),
        lastMergeTargetCommit: commit(base, mix(key, 6), slot),
        ...(mergeable && { lastMergeCommit: commit(base, mix(key, 7), slot) }),
        reviewers: reviewers(world, people, mix(key, slot, 6), url),
        ...(d.chance(0.3) && {
          labels: [{ id: uuid(mix(key, 8), slot), name: 'needs-docs', active: true }],
        }),
        url,
        ...(status === 'completed' && {
          completionOptions: { mergeStrategy: 'squash', deleteSourceBranch: true, transitionWorkItems: true },
          completionQueueTime: closed,
          closedBy: someone(world, people, d.below(1e9)),
        }),
        supportsIterations: true,
      };
    },
  });
};
