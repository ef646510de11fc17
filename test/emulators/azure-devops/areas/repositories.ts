import { refuse } from '../evidence/answer.ts';
import { someone } from '../organisation/people.ts';
import { projectReference } from '../organisation/project.ts';
import { repositoryItem } from '../organisation/repositories.ts';
import { type EndpointCall, endpoint, itemResponse, listResponse } from '../service/endpoint.ts';

const repositories = endpoint({
  route: 'GET /{project}/_apis/git/repositories',
  area: 'core',
  version: '7.1',
  scope: 'vso.code',
  query: ['includeLinks', 'includeAllUrls', 'includeHidden'],
  answer: (call) =>
    listResponse(
      [...call.lists().repositories.items()].map((one) => repositoryItem(call.organisation.world, one)),
    ),
});

/** Repositories of all projects that the token may see. */
const repositoriesOfAll = endpoint({
  ...repositories,
  route: 'GET /_apis/git/repositories',
  answer: ({ organisation, visibleProjects }) =>
    listResponse(
      visibleProjects()
        .filter(({ state }) => state === 'wellFormed')
        .flatMap((project) => [...organisation.lists(project).repositories.items()])
        .map((one) => repositoryItem(organisation.world, one)),
    ),
});

const repository = endpoint({
  route: 'GET /{project}/_apis/git/repositories/{repository}',
  area: 'core',
  version: '7.1',
  scope: 'vso.code',
  answer(call) {
    const wanted = call.parameter('repository').toLowerCase();
    for (const one of call.lists().repositories.items())
      if (one.id === wanted || one.name.toLowerCase() === wanted)
        return itemResponse(repositoryItem(call.organisation.world, one));
    throw refuse('noRepository', wanted);
  },
});

/** A repository by its id, whatever its project: also one of a project that no list shows. */
const repositoryOfAny = endpoint({
  route: 'GET /_apis/git/repositories/{repository}',
  area: 'core',
  version: '7.1',
  scope: 'vso.code',
  answer(call) {
    const wanted = call.parameter('repository').toLowerCase();
    for (const project of call.visibleProjects())
      for (const one of call.organisation.lists(project).repositories.items())
        if (one.id === wanted) return itemResponse(repositoryItem(call.organisation.world, one));
    throw refuse('noRepository', wanted);
  },
});

const deletedIn = (call: EndpointCall) =>
  listResponse(
    [...call.lists().repositories.gone()].map(({ id, name, project, slot }) => ({
      id,
      name,
      project: projectReference(call.organisation.world, project),
      deletedBy: someone(call.organisation.world, call.organisation.people, slot),
      createdDate: '2025-01-02T03:04:05.000Z',
      deletedDate: '2026-01-02T03:04:05.000Z',
    })),
  );

const recycleBin = endpoint({
  route: 'GET /{project}/_apis/git/recycleBin/repositories',
  area: 'core',
  version: '7.1',
  scope: 'vso.code',
  answer: deletedIn,
});

const deletedRepositories = endpoint({
  ...recycleBin,
  route: 'GET /{project}/_apis/git/deletedrepositories',
});

export const repositoryEndpoints = [
  recycleBin,
  deletedRepositories,
  repositories,
  repositoriesOfAll,
  repository,
  repositoryOfAny,
];
