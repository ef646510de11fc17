import { path } from '../../../azure-devops/path.ts';
import { anObject, aText } from '../../../azure-devops/shape.ts';
import type { AzureDevOps } from '../../../azure-devops/types.ts';
import { forEach } from '../../../lib/async/concurrency.ts';
import type { ProjectStates } from './project-states.ts';
import type { SeenProject, SeenProjects } from './seen-projects.ts';
import { unlessOutOfSight } from './unless-out-of-sight.ts';

/** Gone repositories that are asked for once more, and how many of them at a time. */
const SAMPLE = 100;
const PARALLEL = 5;

/**
 * The name of a project that is hidden, not gone: a repository of it still answers by its id although its project is in
 * no list. `repositories`: ids of gone ones, of which a sample is asked for.
 */
export async function hiddenProject(
  repositories: readonly string[],
  organisations: readonly AzureDevOps[],
  seen: Pick<SeenProjects, 'of'>,
  states: Pick<ProjectStates, 'isUnwanted'>,
): Promise<string | undefined> {
  let hidden: string | undefined;
  await forEach(repositories.slice(0, SAMPLE), PARALLEL, async (repository) => {
    for (const devops of organisations) {
      const project = await projectOf(devops, repository);
      if (!project || seen.of(devops)?.some(({ id }) => id === project.id)) continue;
      if (!(await states.isUnwanted(devops, project))) hidden ??= project.name;
    }
  });
  return hidden;
}

/** The project of a repository that still answers. */
async function projectOf(devops: AzureDevOps, repository: string): Promise<SeenProject | undefined> {
  const answer = await unlessOutOfSight(
    devops.get<{ project: SeenProject }>({
      path: path`_apis/git/repositories/${repository}`,
      needs: { project: anObject({ id: aText, name: aText }) },
      what: 'a repository that is not listed any more',
    }),
  );
  return answer?.project;
}
