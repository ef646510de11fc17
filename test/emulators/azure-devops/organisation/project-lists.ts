import { areasOf } from './areas.ts';
import { buildsOf } from './builds.ts';
import { environmentsOf } from './environments.ts';
import type { Numbering } from './numbering.ts';
import type { Person } from './people.ts';
import { pipelinesOf } from './pipelines.ts';
import { projectPoliciesOf } from './policies.ts';
import type { Project } from './project.ts';
import { releaseListsOf } from './releases.ts';
import { repositoriesOf } from './repositories.ts';
import type { Shelf } from './shelf.ts';
import { teamsOf } from './teams.ts';
import { testRunsOf } from './test-runs.ts';
import { wikisOf } from './wikis.ts';
import { workItemsOf } from './work-items.ts';
import type { World } from './world.ts';

/** Numberings over all projects. */
export interface Numbers {
  workItems: Numbering;
  builds: Numbering;
}

export const createLists = (world: World, people: Shelf<Person>, numbers: Numbers, project: Project) => {
  const repositories = repositoriesOf(world, people, project);
  const pipelines = pipelinesOf(world, project, repositories);
  const builds = buildsOf(world, project, pipelines, numbers.builds);
  return {
    repositories,
    policies: projectPoliciesOf(world, people, project),
    teams: teamsOf(world, people, project),
    areas: areasOf(world, project),
    workItems: workItemsOf(world, project, numbers.workItems),
    pipelines,
    builds,
    environments: environmentsOf(world, people, project, builds),
    release: releaseListsOf(world, project, builds),
    testRuns: testRunsOf(world, project, builds),
    wikis: wikisOf(world, project, repositories),
  };
};

/** The lists under one project. */
export type ProjectLists = ReturnType<typeof createLists>;
