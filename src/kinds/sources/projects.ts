import { path } from '../../azure-devops/path.ts';
import { aListOf, anObject, aText } from '../../azure-devops/shape.ts';
import type { Page } from '../../azure-devops/types.ts';
import type { Project } from '../parents.ts';
import type { OrganisationNode, ReadContext, Source } from '../types.ts';

const TAG = 'Microsoft.TeamFoundation.Project.Tag.';

/** All projects of the organisation but those that carry an excluded tag. */
export const projects: Source<Project, OrganisationNode> = {
  key: 'projects',
  under: undefined,
  scope: 'Project and Team (read)',
  async *read(organisation, context) {
    if (context.excludedTags.length === 0) return yield* allProjects(context);
    const { pages, undecided } = await sorted(organisation, context);
    for (const error of undecided) context.incomplete(error);
    yield* pages;
  },
};

/**
 * The ids of projects that are left out, for the lists that span the organisation.
 * A project whose tags could not be read is left out too, and makes the read incomplete.
 */
export async function leftOutProjects(
  organisation: OrganisationNode,
  context: ReadContext,
): Promise<ReadonlySet<string>> {
  if (context.excludedTags.length === 0) return new Set();
  const { leftOut, undecided } = await sorted(organisation, context);
  for (const error of undecided) context.incomplete(error);
  return leftOut;
}

interface Sorted {
  pages: Page<Project>[];
  leftOut: Set<string>;
  undecided: unknown[];
}

const sorted = (organisation: OrganisationNode, context: ReadContext): Promise<Sorted> =>
  context.once(organisation, 'projects by tag', async () => {
    const result: Sorted = { pages: [], leftOut: new Set(), undecided: [] };
    for await (const page of allProjects(context)) {
      await Promise.all(
        page.items.map(async (project) => {
          const excluded = await isLeftOut(project, context).catch((error: unknown) => {
            result.undecided.push(error);
            return true;
          });
          if (excluded) result.leftOut.add(project.id);
        }),
      );
      result.pages.push(page.filter((project) => !result.leftOut.has(project.id)));
    }
    return result;
  });

/** Whatever their tags. */
export const allProjects = ({ devops }: Pick<ReadContext, 'devops'>) =>
  devops.pages<Project>(
    { path: path`_apis/projects`, key: { id: aText }, has: { name: aText }, what: 'the projects' },
    { style: 'token', size: 1000 },
  );

/** The projects in a state that the list leaves out unless it is asked for. */
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

/** Whether a project carries one of the excluded tags. */
export async function isLeftOut(
  project: Pick<Project, 'id' | 'name'>,
  { devops, excludedTags }: Pick<ReadContext, 'devops' | 'excludedTags'>,
): Promise<boolean> {
  if (excludedTags.length === 0) return false;
  const { value } = await devops.get<{ value: { name: string }[] }>({
    path: path`_apis/projects/${project.id}/properties`,
    query: { keys: `${TAG}*` },
    apiVersion: '7.1-preview.1',
    needs: { value: aListOf(anObject({ name: aText })) },
    what: `the tags of project "${project.name}"`,
  });
  const names = new Set(value.map((property) => property.name));
  return excludedTags.some((tag) => names.has(TAG + tag));
}
