import { type Project, projectProperties, projectReference } from '../organisation/project.ts';
import { teamItem } from '../organisation/teams.ts';
import { endpoint, itemResponse, listResponse } from '../service/endpoint.ts';
import { skipPage, tokenPage } from '../service/pages.ts';
import { readList, readShelf } from '../service/paging.ts';

const states = ['deleting', 'new', 'wellFormed', 'createPending', 'all', 'unchanged', 'deleted'] as const;

const projects = endpoint({
  route: 'GET /_apis/projects',
  area: 'core',
  version: '7.1',
  scope: 'vso.project',
  query: ['stateFilter', '$top', '$skip', 'continuationToken', 'getDefaultTeamImageUrl'],
  answer(call) {
    const { organisation, query } = call;
    const state = query.oneOf('stateFilter', states) ?? 'wellFormed';
    const visible = new Set(call.visibleProjects());
    const paging = { size: { parameter: '$top', usual: 100 }, token: 'number' } as const;
    const { world, projects } = organisation;
    if (state === 'deleted') {
      const kept = [...visible].filter((project) => project.state === state);
      const all = [...kept, ...projects.gone()];
      return tokenPage(
        call,
        paging,
        readList(all.map((one) => ({ ...projectReference(world, one), state }))),
      );
    }
    const keep = (project: Project) =>
      visible.has(project) && (project.state === state || (state === 'all' && project.state !== 'deleted'));
    const map = (project: Project) => projectReference(world, project);
    if (query.integer('$skip') !== undefined)
      return skipPage(
        call,
        { parameter: '$top', usual: 100, most: 10_000 },
        [...projects.items()].filter(keep).map(map),
      );
    return tokenPage(call, paging, readShelf(projects, { keep, map }));
  },
});

const project = endpoint({
  route: 'GET /_apis/projects/{project}',
  area: 'core',
  version: '7.1',
  scope: 'vso.project',
  query: ['includeCapabilities', 'includeHistory'],
  answer(call) {
    const { world } = call.organisation;
    const found = call.project();
    const defaultTeam = call.lists().teams.at(0);
    const reference = projectReference(world, found);
    return itemResponse({
      ...reference,
      _links: {
        self: { href: reference.url },
        collection: { href: `${world.links.core}/_apis/projectCollections/${world.name}` },
        web: { href: `${world.links.core}/${encodeURIComponent(found.name.toWellFormed())}` },
      },
      ...(call.query.flag('includeCapabilities') && {
        capabilities: {
          processTemplate: { templateName: found.process },
          versioncontrol: { sourceControlType: 'Git', gitEnabled: 'True', tfvcEnabled: 'False' },
        },
      }),
      ...(defaultTeam && {
        defaultTeam: { id: defaultTeam.id, name: defaultTeam.name, url: teamItem(world, defaultTeam).url },
      }),
    });
  },
});

/** `*` stands for any text. */
const keyPattern = (key: string) =>
  new RegExp(
    `^${key
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    'i',
  );

const properties = endpoint({
  route: 'GET /_apis/projects/{project}/properties',
  area: 'core',
  version: '7.1-preview.1',
  scope: 'vso.project',
  query: ['keys'],
  answer(call) {
    const keys = call.query.list('keys')?.map(keyPattern);
    const all = projectProperties(call.project());
    return listResponse(keys ? all.filter(({ name }) => keys.some((key) => key.test(name))) : all);
  },
});

const teamQuery = ['$mine', '$top', '$skip', '$expandIdentity'];
const teamPage = { parameter: '$top', usual: 100, most: 10_000 } as const;

const teams = endpoint({
  route: 'GET /_apis/teams',
  area: 'core',
  version: '7.1-preview.3',
  scope: 'vso.project',
  query: teamQuery,
  answer(call) {
    const { organisation } = call;
    const all = call
      .visibleProjects()
      .filter(({ state }) => state === 'wellFormed')
      .flatMap((owner) => [...organisation.lists(owner).teams.items()]);
    return skipPage(
      call,
      teamPage,
      all.map((team) => teamItem(organisation.world, team)),
    );
  },
});

const projectTeams = endpoint({
  route: 'GET /_apis/projects/{project}/teams',
  area: 'core',
  version: '7.1',
  scope: 'vso.project',
  query: teamQuery,
  answer(call) {
    const all = [...call.lists().teams.items()];
    return skipPage(
      call,
      teamPage,
      all.map((team) => teamItem(call.organisation.world, team)),
    );
  },
});

const members = endpoint({
  route: 'GET /_apis/projects/{project}/teams/{team}/members',
  area: 'core',
  version: '7.1',
  scope: 'vso.project',
  query: ['$top', '$skip'],
  answer: (call) => skipPage(call, teamPage, call.team().members.items()),
});

export const coreEndpoints = [projects, project, properties, teams, projectTeams, members];
