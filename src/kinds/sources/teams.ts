import { path } from '../../azure-devops/path.ts';
import { aText } from '../../azure-devops/shape.ts';
import type { AzureDevOpsError, Page } from '../../azure-devops/types.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { ProjectNode, ProjectTeamNode, Team, TeamNode } from '../parents.ts';
import { heldPages } from '../support/held-pages.ts';
import { ofProject } from '../support/of-project.ts';
import { byOffset, collect, createDoubts } from '../support/pages.ts';
import { showsLess } from '../support/shows-less.ts';
import type { WideList } from '../support/wide-list.ts';
import { comparedWithItsOwn, endedIn } from '../support/wide-list-doubts.ts';
import type { OrganisationNode, RawItem, ReadContext, Source } from '../types.ts';
import { projects, projectsLeftOut } from './projects.ts';

const ofAll: WideList<Team> = {
  key: 'all teams',
  projectOf: ({ projectId }) => projectId,
  ofAll: ({ devops }, ended) =>
    devops.pages<Team>(
      {
        path: path`_apis/teams`,
        apiVersion: '7.1-preview.3',
        key: { id: aText },
        has: { name: aText, projectId: aText },
        what: 'the teams',
      },
      { style: 'skip', size: 500, ...(ended && { ended }) },
    ),
  ofOne: (project, { devops }, ended) =>
    devops.pages<Team>(
      {
        path: path`_apis/projects/${project.item.id}/teams`,
        key: { id: aText },
        has: { name: aText },
        what: `the teams of project "${project.item.name}"`,
      },
      { style: 'skip', size: 500, ...(ended && { ended }) },
    ),
};

/** All teams of the organisation, in one list. */
export const teams: Source<Team, OrganisationNode> = {
  key: 'teams',
  under: undefined,
  ofProjects: true,
  scope: 'Project and Team (read)',
  async *read(organisation, context) {
    const isLeftOut = await projectsLeftOut(organisation, context);
    const { pages, rest, end } = await heldPages(ofAll, organisation, context);
    const byProject = new Map<string, { name: string; share: Pick<Team, 'id'>[] }>();
    const kept = (page: Page<Team>) => {
      const wanted = page.filter(({ projectId: id, projectName: name }) => !isLeftOut({ id, name }));
      for (const { id, projectId, projectName: name = projectId } of wanted.items)
        getOrCreate(byProject, projectId.toLowerCase(), () => ({ name, share: [] })).share.push({ id });
      return wanted;
    };
    for (const page of pages) yield kept(page);
    if (rest) for await (const page of rest) yield kept(page);
    const isWhole = end();
    if (isWhole) endedIn(ofAll, context)(isWhole);
    for (const [id, { name, share }] of byProject) {
      const project = { item: { id, name }, parent: organisation, ordinal: 0, position: 0 };
      context.doubtful(comparedWithItsOwn(ofAll, project, share, context));
    }
  },
};

/**
 * The same teams under their projects, for lists that need both. A project has a default team, which cannot be deleted
 * without another one in its place: a list without any shows less than there is.
 */
export const projectTeams: Source<Team, ProjectNode> = {
  key: 'project teams',
  under: projects,
  scope: 'Project and Team (read)',
  async *read(project, context) {
    let isEmpty = true;
    for await (const page of ofProject(ofAll, project, context)) {
      isEmpty &&= page.items.length === 0;
      yield page;
    }
    if (isEmpty && project.item.state === 'wellFormed') throw withoutTeams(project);
  },
};

const withoutTeams = ({ item: { id, name } }: ProjectNode): AzureDevOpsError =>
  showsLess(
    { path: path`_apis/projects/${id}/teams`, what: `the teams of project "${name}"` },
    'the list has none, and a project has one at least: the credential may have lost sight of it',
    `Give the credential access to the teams of the project, or leave it out: projects: '!${id}'.`,
  );

/** A team in messages. Names of teams repeat across projects. */
export const teamName = (team: TeamNode | ProjectTeamNode): string =>
  `team "${team.item.name}" of project "${team.item.projectName ?? team.item.projectId}"`;

/** A team's members, read once for all callers. */
export async function membersOf(team: TeamNode, context: ReadContext): Promise<RawItem[]> {
  const what = `the members of ${teamName(team)}`;
  const { members, doubts } = await context.once(team, 'members', async () => {
    const doubts = createDoubts();
    const members = await collect(
      context.devops.pages<RawItem>(
        {
          path: path`_apis/projects/${team.item.projectId}/teams/${team.item.id}/members`,
          key: { 'identity.id': aText },
          what,
        },
        byOffset(500, what, doubts),
      ),
    );
    return { members, doubts };
  });
  doubts.lists.forEach(context.doubtful);
  return members;
}
