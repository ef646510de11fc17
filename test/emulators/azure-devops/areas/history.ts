import { isoDate, mix, objectId } from '../organisation/derive.ts';
import { someone } from '../organisation/people.ts';
import { type Repository, repositoryItem } from '../organisation/repositories.ts';
import type { Shelf } from '../organisation/shelf.ts';
import { filePathOf, type Wiki } from '../organisation/wikis.ts';
import { type EndpointCall, endpoint, itemResponse } from '../service/endpoint.ts';
import { badRequest } from '../service/errors.ts';
import { skipPage } from '../service/pages.ts';

/** Events of a repository since a time, in the form of the specification's samples. */

const ZEROS = '0'.repeat(40);

/** A commit that says when it was: 12 digits of a time at the end. */
const commitAt = (time: number, slot: number): string =>
  `${objectId(mix(slot, 77), slot).slice(0, 28)}${Math.floor(time).toString(16).padStart(12, '0')}`;

interface Move {
  name: string;
  at: number;
  from: string;
  to: string;
}

/** Times at which anything of a list was changed, added or taken away. */
const timesOf = (shelf: Shelf<unknown>): number[] =>
  Array.from({ length: shelf.slots() }, (_, slot) => [shelf.changedAt(slot), shelf.goneAt(slot)])
    .flat()
    .filter((at) => at !== undefined);

/** `born`: milliseconds, when the repository was made, of one that was not there at the start. */
const movesOf = (repository: Repository, born = 0): Move[] => {
  const { branches, files, defaultBranch } = repository;
  const byFiles = [...new Set(timesOf(files))].map((at) => ({
    ...{ name: defaultBranch ?? '', at },
    ...{ from: commitAt(at - 1, repository.slot), to: commitAt(at, repository.slot) },
  }));
  const gone = [...branches.gone()];
  const byBranches = Array.from({ length: branches.slots() }, (_, slot): Move[] => {
    const [changed, lost] = [branches.changedAt(slot), branches.goneAt(slot)];
    const item = branches.at(slot);
    const was = item ? undefined : gone.shift();
    if (was && lost !== undefined) return [{ name: was.name, at: lost, from: was.objectId, to: ZEROS }];
    if (!item) return [];
    // A rule may have changed something before the repository was made.
    if (changed === undefined || changed < born)
      return [{ name: item.name, at: born, from: ZEROS, to: item.objectId }];
    const isNew = branches.grownAt(slot) === changed;
    const from = isNew ? ZEROS : commitAt(changed - 1, slot);
    return [{ name: item.name, at: changed, from, to: item.objectId }];
  }).flat();
  return [...byFiles, ...byBranches].sort((a, b) => a.at - b.at);
};

/** Wikis that are kept in the repository asked for: that of a project is in no list of repositories. */
const wikisIn = (call: EndpointCall): Wiki[] => {
  const wanted = call.parameter('repository').toLowerCase();
  return [...call.lists().wikis.items()].filter(({ repositoryId }) => repositoryId === wanted);
};

const isHidden = ({ type }: Wiki): boolean => type === 'projectWiki';

const movesOfWiki = ({ pages, version, slot }: Wiki): Move[] =>
  [...new Set(timesOf(pages))].map((at) => ({
    ...{ name: `refs/heads/${version}`, at },
    ...{ from: commitAt(at - 1, slot), to: commitAt(at, slot) },
  }));

/** Files of a list that were changed, added or taken away since. */
function* changesOf<T>(shelf: Shelf<T>, since: number, pathOf: (item: T) => string) {
  const gone = [...shelf.gone()];
  for (let slot = 0; slot < shelf.slots(); slot++) {
    const there = shelf.at(slot);
    const at = there === undefined ? shelf.goneAt(slot) : shelf.changedAt(slot);
    const item = there ?? gone.shift();
    if (item === undefined || at === undefined || at <= since) continue;
    const changeType = there === undefined ? 'delete' : shelf.grownAt(slot) === at ? 'add' : 'edit';
    yield { item: { path: pathOf(item), gitObjectType: 'blob' }, changeType };
  }
}

/** The newest first: that of each branch alone, and one for each time at which files changed. */
const pushes = endpoint({
  route: 'GET /{project}/_apis/git/repositories/{repository}/pushes',
  area: 'core',
  version: '7.1',
  scope: 'vso.code',
  query: [
    'searchCriteria.fromDate',
    'searchCriteria.toDate',
    'searchCriteria.refName',
    'searchCriteria.includeRefUpdates',
    '$top',
    '$skip',
  ],
  notEmulated: ['searchCriteria.pusherId', 'searchCriteria.includeLinks'],
  answer(call) {
    const { query } = call;
    const [from, to] = [query.date('searchCriteria.fromDate'), query.date('searchCriteria.toDate')];
    const wanted = query.text('searchCriteria.refName');
    const { world, people } = call.organisation;
    const wikis = wikisIn(call);
    const hidden = wikis.find(isHidden);
    const repository = hidden ? { id: hidden.repositoryId, name: hidden.name } : call.repository();
    const born = 'slot' in repository ? call.lists().repositories.grownAt(repository.slot) : undefined;
    const moves = 'slot' in repository ? movesOf(repository, born) : [];
    const all = [...moves, ...wikis.flatMap(movesOfWiki)]
      .sort((a, b) => a.at - b.at)
      .flatMap(({ name, at, from: old, to: next }, i) =>
        at >= (from ?? 0) &&
        at <= (to ?? Number.POSITIVE_INFINITY) &&
        (name === wanted || wanted === undefined)
          ? [
              {
                pushId: i + 1,
                date: isoDate(at),
                pushedBy: someone(world, people, i),
                repository: 'slot' in repository ? repositoryItem(world, repository) : repository,
                url: `${world.links.core}/_apis/git/repositories/${repository.id}/pushes/${i + 1}`,
                ...(query.flag('searchCriteria.includeRefUpdates') && {
                  refUpdates: [{ repositoryId: repository.id, name, oldObjectId: old, newObjectId: next }],
                }),
              },
            ]
          : [],
      );
    return skipPage(call, { parameter: '$top', usual: 100, most: 1000 }, all.reverse());
  },
});

/**
 * Changes between two commits that say when they were; all of them where the first says nothing. From their common
 * ancestor, unless told otherwise: of a branch that was pushed by force that lacks what only the first commit has. What
 * the service does when it is not told is documented nowhere.
 */
const comparison = endpoint({
  route: 'GET /{project}/_apis/git/repositories/{repository}/diffs/commits',
  area: 'core',
  version: '7.1',
  scope: 'vso.code',
  query: [
    'baseVersion',
    'baseVersionType',
    'targetVersion',
    'targetVersionType',
    'diffCommonCommit',
    '$top',
    '$skip',
  ],
  notEmulated: ['baseVersionOptions', 'targetVersionOptions'],
  answer(call) {
    const wikis = wikisIn(call);
    const { query } = call;
    const since = Number.parseInt((query.text('baseVersion') ?? '').slice(28), 16);
    if (Number.isNaN(since))
      throw badRequest('The base version is no commit.', 'GitUnresolvableToCommitException');
    const files = wikis.some(isHidden) ? [] : changesOf(call.repository().files, since, ({ path }) => path);
    const isFromBase = query.text('diffCommonCommit') === 'false';
    const changes = [
      ...files,
      ...wikis.flatMap((wiki) => [...changesOf(wiki.pages, since, (page) => filePathOf(wiki, page))]),
    ].filter(({ changeType }) => isFromBase || changeType !== 'delete');
    const [skip, top] = [query.integer('$skip') ?? 0, query.integer('$top') ?? 100];
    return itemResponse({
      allChangesIncluded: skip + top >= changes.length,
      changeCounts: {},
      changes: changes.slice(skip, skip + top),
      commonCommit: query.text('baseVersion'),
      baseCommit: query.text('baseVersion'),
      targetCommit: query.text('targetVersion'),
      aheadCount: 1,
      behindCount: 0,
    });
  },
});

export const historyEndpoints = [pushes, comparison];
