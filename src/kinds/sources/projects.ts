import { path } from '../../azure-devops/path.ts';
import { aListOf, anObject, aText } from '../../azure-devops/shape.ts';
import { Page } from '../../azure-devops/types.ts';
import type { Project } from '../parents.ts';
import { type ChosenProjects, coversAllProjects, isOfSomeProjects, type ReadScope } from '../read-scope.ts';
import { ownIds } from '../support/chosen.ts';
import { collect, pageOf } from '../support/pages.ts';
import { isMeantBy, leftOutBy, type NamedProject } from '../support/project-patterns.ts';
import { orNoProof } from '../support/proof.ts';
import { AbsentItem, type OrganisationNode, type ReadContext, type Source } from '../types.ts';

export type { ChosenProjects } from '../read-scope.ts';

const TAG = 'Microsoft.TeamFoundation.Project.Tag.';

/** The projects of the organisation that the run covers. */
export const projects: Source<Project, OrganisationNode> = {
  key: 'projects',
  under: undefined,
  ofProjects: true,
  scope: 'Project and Team (read)',
  async *read(organisation, context) {
    if (coversAllProjects(context.scope)) {
      const listed = await listedProjects(organisation, context);
      for await (const page of allProjects(context)) {
        listed.count += page.items.length;
        yield page;
      }
      return;
    }
    const { pages, undecided } = await chooseProjects(organisation, context);
    for (const error of undecided) context.incomplete(error);
    yield* pages;
  },
  readChosen(_, chosen, context) {
    const ids = ownIds(chosen);
    return ids && chosenByIds(ids, context);
  },
};

/** Chosen projects. Tags are asked for of these alone. */
async function* chosenByIds(
  ids: readonly string[],
  context: ReadContext,
): AsyncGenerator<Page<Project | AbsentItem>> {
  const left = new Set(ids.map((id) => id.toLowerCase()));
  for await (const page of allProjects(context)) {
    const found = page.items.filter(({ id }) => left.delete(id.toLowerCase()));
    const decided = await Promise.all(
      found.map(async (project) => {
        if (isOutside(project, context)) return new AbsentItem(project, 'unknown');
        const why = await whyLeftOut(project, context);
        return why === undefined ? project : new AbsentItem(project, 'not selected');
      }),
    );
    yield new Page(decided, page.bytes);
    if (left.size === 0) return;
  }
  const deleted = (await orNoProof(collect(projectsIn('deleted', context)))) ?? [];
  const gone = deleted.filter((one) => isDeleted(one) && left.delete(one.id.toLowerCase()));
  yield pageOf([
    ...gone.map((project) => new AbsentItem(project, 'deleted')),
    ...[...left].map((id) => new AbsentItem({ id }, 'unknown')),
  ]);
}

/** The number of projects listed so far. Counted where all projects are read. */
export const listedProjects = (
  organisation: OrganisationNode,
  context: ReadContext,
): Promise<{ count: number }> => context.once(organisation, 'listed projects', async () => ({ count: 0 }));

interface ChosenPages extends ChosenProjects {
  pages: readonly Page<Project>[];
}

/**
 * A test for lists that span the organisation: whether items of a project are left out; `undefined` stands for items of
 * no project. A project that the list of projects does not have is left out only where the user excludes it by its id or
 * name: a project that was not seen is not known to be unwanted.
 */
export async function projectsLeftOut(
  organisation: OrganisationNode,
  context: ReadContext,
): Promise<(project: NamedProject | undefined) => boolean> {
  const { scope } = context;
  if (coversAllProjects(scope)) return () => false;
  const { listed, leftOut, outside, undecided } = await chooseProjects(organisation, context);
  for (const error of undecided) context.incomplete(error);
  const { name } = context.devops.organisation;
  const excluding = scope.projects.filter(({ excludes }) => excludes);
  return (project) => {
    const id = project?.id.toLowerCase();
    if (!project || id === undefined || !listed.has(id)) {
      if (isOfSomeProjects(scope)) return true;
      return project !== undefined && leftOutBy(excluding, name, project) !== undefined;
    }
    return leftOut.has(id) || outside.has(id);
  };
}

/** The list of projects by the run's scope, read once for all callers. Tags are asked for where no pattern decides. */
export const chooseProjects = (organisation: OrganisationNode, context: ReadContext): Promise<ChosenPages> =>
  context.once(organisation, 'chosen projects', async () => {
    const pages: Page<Project>[] = [];
    const listed = new Map<string, NamedProject>();
    const leftOut = new Map<string, string>();
    const outside = new Set<string>();
    const undecided: unknown[] = [];
    for await (const page of allProjects(context)) {
      await Promise.all(
        page.items.map(async (project) => {
          const id = project.id.toLowerCase();
          listed.set(id, { id, name: project.name });
          if (isOutside(project, context)) {
            outside.add(id);
            return;
          }
          const why = await whyLeftOut(project, context).catch((error: unknown) => {
            undecided.push(error);
            return 'its tags could not be read';
          });
          if (why !== undefined) leftOut.set(id, why);
        }),
      );
      pages.push(page.filter(({ id }) => !leftOut.has(id.toLowerCase()) && !outside.has(id.toLowerCase())));
    }
    const chosen = { pages, listed, leftOut, outside, undecided };
    context.chosen(chosen);
    return chosen;
  });

/** Pages of all listed projects, whatever the run covers. */
export const allProjects = ({ devops }: Pick<ReadContext, 'devops'>) =>
  devops.pages<Project>(
    { path: path`_apis/projects`, key: { id: aText }, has: { name: aText }, what: 'the projects' },
    { style: 'token', size: 1000 },
  );

/** Pages of the projects in a state. The list leaves out deleted ones and others unless they are asked for. */
export const projectsIn = (stateFilter: string, { devops }: Pick<ReadContext, 'devops'>) =>
  devops.pages<Project>(
    {
      path: path`_apis/projects`,
      query: { stateFilter },
      key: { id: aText, name: aText },
      what: 'the projects that are not listed',
    },
    { style: 'token', size: 1000 },
  );

/** Whether a list that was asked for deleted projects says so of one. */
export const isDeleted = ({ state }: { state?: string | undefined }): boolean =>
  state === 'deleted' || state === 'deleting';

/** Whether a run of a part leaves a project alone. */
export const isOutside = (
  project: NamedProject,
  { devops, scope }: { devops: Pick<ReadContext['devops'], 'organisation'>; scope: Pick<ReadScope, 'part'> },
): boolean =>
  scope.part !== undefined &&
  scope.part.projects.length > 0 &&
  !isMeantBy(scope.part.projects, devops.organisation.name, project);

/** The input by which a project leaves the catalog, if one does. Tags are asked for where no pattern decides. */
export async function whyLeftOut(
  project: Pick<Project, 'id' | 'name'>,
  { devops, scope }: Pick<ReadContext, 'devops' | 'scope'>,
): Promise<string | undefined> {
  const pattern = leftOutBy(scope.projects, devops.organisation.name, project);
  if (pattern !== undefined) return `projects: ${pattern}`;
  if (scope.excludedTags.length === 0) return undefined;
  const { value } = await devops.get<{ value: { name: string }[] }>({
    path: path`_apis/projects/${project.id}/properties`,
    query: { keys: `${TAG}*` },
    apiVersion: '7.1-preview.1',
    needs: { value: aListOf(anObject({ name: aText })) },
    what: `the tags of project "${project.name}"`,
  });
  const names = new Set(value.map((property) => property.name));
  const tag = scope.excludedTags.find((one) => names.has(TAG + one));
  return tag === undefined ? undefined : `excludedTags: ${tag}`;
}
