import type { EmulatedResponse } from '../../types.ts';
import { refuse } from '../evidence/answer.ts';
import { days, hashText, isoDate, mix, objectId } from '../organisation/derive.ts';
import { someone } from '../organisation/people.ts';
import { policyApplies } from '../organisation/policies.ts';
import type { PullRequestItem } from '../organisation/pull-requests.ts';
import type { Repository } from '../organisation/repositories.ts';
import { type EndpointCall, endpoint, itemResponse } from '../service/endpoint.ts';
import { badRequest } from '../service/errors.ts';
import { skipPage, tokenPage } from '../service/pages.ts';
import { readList } from '../service/paging.ts';
import { repositoryEndpoints } from './repositories.ts';

const tagsOf = (repository: Repository) =>
  ['v1.0.0', 'v1.1.0'].map((tag) => ({
    name: `refs/tags/${tag}`,
    objectId: objectId(hashText(tag), repository.slot),
  }));

const refs = endpoint({
  route: 'GET /{project}/_apis/git/repositories/{repository}/refs',
  area: 'core',
  version: '7.1',
  scope: 'vso.code',
  query: ['filter', 'filterContains', '$top', 'continuationToken', 'includeLinks', 'includeStatuses'],
  notEmulated: ['includeMyBranches', 'latestStatusesOnly', 'peelTags'],
  answer(call) {
    const { query } = call;
    const found = call.repository();
    const filter = `refs/${query.text('filter') ?? ''}`;
    const contains = query.text('filterContains') ?? '';
    const top = query.integer('$top');
    if (top !== undefined && top > 1000)
      throw badRequest('The value of $top must not be larger than 1000.', 'ArgumentOutOfRangeException');
    const branches = [...found.branches.items()];
    const all = [...branches, ...(branches.length > 0 ? tagsOf(found) : [])]
      .filter(({ name }) => name.startsWith(filter) && name.includes(contains))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    // The service gives all without `$top`, and a hundred with a token alone.
    const usual = query.text('continuationToken') === undefined ? Number.MAX_SAFE_INTEGER : 100;
    return tokenPage(
      call,
      { size: { parameter: '$top', usual, most: top ?? usual }, token: 'text' },
      readList(all),
    );
  },
});

const statuses = { notSet: 0, active: 1, abandoned: 2, completed: 3, all: 4 } as const;
const timeRanges = { created: 1, closed: 2 } as const;

const isBetween = (date: string | undefined, least: number | undefined, most: number | undefined) => {
  if (date === undefined) return least === undefined && most === undefined;
  const time = Date.parse(date);
  return time >= (least ?? Number.NEGATIVE_INFINITY) && time <= (most ?? Number.POSITIVE_INFINITY);
};

/** Newest first, as `searchCriteria` wants them. */
const pullRequestsPage = (call: EndpointCall, repositories: readonly Repository[]): EmulatedResponse => {
  const { query } = call;
  const status = query.oneOf('searchCriteria.status', statuses) ?? 'active';
  const [least, most] = [query.date('searchCriteria.minTime'), query.date('searchCriteria.maxTime')];
  const range = query.oneOf('searchCriteria.queryTimeRangeType', timeRanges) ?? 'created';
  const target = query.text('searchCriteria.targetRefName');
  const source = query.text('searchCriteria.sourceRefName');
  const wanted = (item: PullRequestItem) =>
    (status === 'all' || item.status === status) &&
    (target === undefined || item.targetRefName === target) &&
    (source === undefined || item.sourceRefName === source) &&
    isBetween(range === 'closed' ? item.closedDate : item.creationDate, least, most);
  const found = repositories
    .flatMap(({ pullRequests: shelf }) => [...shelf.items()].filter(wanted))
    .sort((a, b) => b.pullRequestId - a.pullRequestId);
  return skipPage(call, { parameter: '$top', usual: 100, most: 1000 }, found.map(inList));
};

/** Lists cut a description at 400 characters (Microsoft's specification). */
const inList = (item: PullRequestItem) => ({
  ...item,
  ...(typeof item.description === 'string' && { description: item.description.slice(0, 400) }),
});

const pullRequests = endpoint({
  route: 'GET /{project}/_apis/git/repositories/{repository}/pullrequests',
  area: 'core',
  version: '7.1',
  scope: 'vso.code',
  query: [
    'searchCriteria.status',
    'searchCriteria.minTime',
    'searchCriteria.maxTime',
    'searchCriteria.queryTimeRangeType',
    'searchCriteria.targetRefName',
    'searchCriteria.sourceRefName',
    'searchCriteria.includeLinks',
    'maxCommentLength',
    '$skip',
    '$top',
  ],
  notEmulated: [
    'searchCriteria.creatorId',
    'searchCriteria.repositoryId',
    'searchCriteria.reviewerId',
    'searchCriteria.sourceRepositoryId',
  ],
  answer: (call) => pullRequestsPage(call, [call.repository()]),
});

/** Whole, where lists cut the description. */
const pullRequest = endpoint({
  route: 'GET /{project}/_apis/git/repositories/{repository}/pullrequests/{pullRequest}',
  area: 'core',
  version: '7.1',
  scope: 'vso.code',
  query: ['maxCommentLength', '$skip', '$top', 'includeCommits', 'includeWorkItemRefs'],
  answer(call) {
    const id = Number(call.parameter('pullRequest'));
    for (const found of call.repository().pullRequests.items())
      if (found.pullRequestId === id)
        return itemResponse({ ...found, artifactId: `vstfs:///Git/PullRequestId/${id}`, _links: {} });
    throw refuse('noPullRequest', `${id}`);
  },
});

/**
 * Documented alone: with those of disabled repositories, and nothing of one that the credential may not read. Nobody saw
 * either; no deletion rests on what it does not have.
 */
const pullRequestsOfProject = endpoint({
  ...pullRequests,
  route: 'GET /{project}/_apis/git/pullrequests',
  answer: (call) =>
    pullRequestsPage(
      call,
      [...call.lists().repositories.items()].filter(({ isForbidden }) => !isForbidden),
    ),
});

const policies = endpoint({
  route: 'GET /{project}/_apis/git/policy/configurations',
  area: 'core',
  version: '7.1',
  scope: 'vso.code',
  query: ['repositoryId', 'refName', 'policyType', '$top', 'continuationToken'],
  answer(call) {
    const { query } = call;
    const lists = call.lists();
    const repositoryId = query.text('repositoryId');
    const wanted = [...lists.repositories.items()].filter(({ id }) => (repositoryId ?? id) === id);
    if (wanted.length === 0 && repositoryId !== undefined) throw refuse('noRepository', repositoryId);
    if (repositoryId !== undefined && wanted.some(({ isForbidden }) => isForbidden))
      throw refuse('gitPermission', '');
    const type = query.text('policyType');
    const all = [...wanted.flatMap((one) => [...one.policies.items()]), ...lists.policies.items()].filter(
      (policy) =>
        policyApplies(policy, repositoryId, query.text('refName')) &&
        (type === undefined || policy.type.id === type),
    );
    return tokenPage(call, { size: { parameter: '$top', usual: 100 }, token: 'text' }, readList(all));
  },
});

const commit = endpoint({
  route: 'GET /{project}/_apis/git/repositories/{repository}/commits/{commit}',
  area: 'core',
  version: '7.1',
  scope: 'vso.code',
  query: ['changeCount'],
  answer(call) {
    const { people, world } = call.organisation;
    const found = call.repository();
    const commitId = call.parameter('commit').toLowerCase();
    if (!/^[0-9a-f]{40}$/.test(commitId) || /^0+$/.test(commitId))
      throw refuse('noVersion', `Commit: ${commitId}`, found.name);
    const key = hashText(commitId, world.seed);
    const author = someone(world, people, key);
    const when = {
      name: author.displayName,
      email: author.uniqueName,
      date: isoDate(world.now - (key % 60) * days),
    };
    const url = `${world.links.core}/${found.project.id}/_apis/git/repositories/${found.id}/commits/${commitId}`;
    return itemResponse({
      treeId: objectId(key, 1),
      commitId,
      author: when,
      committer: when,
      comment: 'Keep the build green',
      parents: [objectId(mix(key, 2), 1)],
      url,
      remoteUrl: `${world.links.core}/${found.project.id}/_git/${found.id}/commit/${commitId}`,
      _links: { self: { href: url } },
    });
  },
});

export const gitEndpoints = [
  pullRequest,
  ...repositoryEndpoints,
  refs,
  pullRequests,
  pullRequestsOfProject,
  policies,
  commit,
];
