import { type AzureDevOps, AzureDevOpsError } from '../../../azure-devops/types.ts';
import type { ReadScope } from '../../../kinds/read-scope.ts';
import { isDeleted, projectsIn, whyLeftOut } from '../../../kinds/sources/projects.ts';
import { collect } from '../../../kinds/support/pages.ts';
import { leftOutBy } from '../../../kinds/support/project-patterns.ts';
import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import type { SeenProject, SeenProjects } from './seen-projects.ts';
import { unlessOutOfSight } from './unless-out-of-sight.ts';

/** The state, by the service, of a project that no list of the run has. `there`: the run has not read that list. */
export type ProjectState = 'deleted' | 'left out' | 'there' | 'not listed';

/**
 * The states of projects that no list of the run has, by the service and the user. Each thing is asked once; of a deleted
 * project the service is asked twice.
 */
export interface ProjectStates {
  /** The state of the project with this id, in lower case. */
  stateOf(id: string): Promise<ProjectState>;
  /** The user's own wish that a project is in no list: its entities are to go. */
  isUnwanted(organisation: AzureDevOps, project: SeenProject): Promise<boolean>;
}

type ListedProject = SeenProject & { state?: string };

export function createProjectStates(
  organisations: readonly AzureDevOps[],
  scope: ReadScope,
  seen: Pick<SeenProjects, 'of' | 'chosenOf'>,
): ProjectStates {
  const reasons = new Map<string, Promise<string | undefined>>();
  const lists = new Map<AzureDevOps, Promise<ListedProject[]>>();
  const listsAgain: typeof lists = new Map();
  const states = new Map<string, Promise<ProjectState>>();
  /** Projects whatever their state, those that are deleted too. */
  const allOf = (devops: AzureDevOps) => getOrCreate(lists, devops, () => readAllStates(devops));
  /** Whether a second answer calls the project deleted, too: all that is its own goes with it. */
  const isDeletedAgain = async (devops: AzureDevOps, id: string): Promise<boolean> => {
    const again = await getOrCreate(listsAgain, devops, () => readAllStates(devops));
    return again.some((one) => one.id.toLowerCase() === id && isDeleted(one));
  };

  const isUnwanted = async (devops: AzureDevOps, project: SeenProject): Promise<boolean> => {
    const id = project.id.toLowerCase();
    if (seen.chosenOf(devops)?.leftOut.has(id)) return true;
    const reason = getOrCreate(reasons, id, () => whyLeftOut(project, { devops, scope }));
    return (await unlessOutOfSight(reason)) !== undefined;
  };

  const askState = async (id: string): Promise<ProjectState> => {
    for (const devops of organisations) {
      const project = (await allOf(devops)).find((one) => one.id.toLowerCase() === id);
      if (!project) continue;
      if (isDeleted(project)) return (await isDeletedAgain(devops, id)) ? 'deleted' : 'not listed';
      if (await isUnwanted(devops, project)) return 'left out';
      return seen.of(devops) ? 'not listed' : 'there';
    }
    // The project's name is told nowhere any more: its id alone is the user's word.
    const excluding = scope.projects.filter(({ excludes }) => excludes);
    return organisations.some(
      ({ organisation }) => leftOutBy(excluding, organisation.name, { id }) !== undefined,
    )
      ? 'left out'
      : 'not listed';
  };
  return { isUnwanted, stateOf: (id) => getOrCreate(states, id, () => askState(id)) };
}

/** The states of a project that the list leaves out unless asked: `all` has those on their way, `deleted` the rest. */
async function readAllStates(devops: AzureDevOps): Promise<ListedProject[]> {
  const lists = ['all', 'deleted'].map((state) => unlessRefused(collect(projectsIn(state, { devops }))));
  return (await Promise.all(lists)).flat();
}

/** An answer, or nothing where the credential may not ask: that proves nothing. */
async function unlessRefused<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AzureDevOpsError && REFUSALS.has(error.likelyCause)) return [];
    throw error;
  }
}
const REFUSALS = new Set(['permission', 'credential', 'missing', 'refused']);
