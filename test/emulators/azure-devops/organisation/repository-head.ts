import type { Project } from './project.ts';
import type { World } from './world.ts';

/** A repository before it has its lists. */
export interface RepositoryHead {
  slot: number;
  id: string;
  name: string;
  project: Project;
  /** Undefined in an empty repository. */
  defaultBranch: string | undefined;
  size: number;
  isDisabled: boolean;
  /** The credential may not read it. It is listed all the same, which nobody saw: more than a run may be met with. */
  isForbidden: boolean;
  /** Off, or never set: the service refuses alerts. `unscanned`: it is on, and no scan has ended. */
  advancedSecurity: 'on' | 'secrets' | 'off' | 'never' | 'unscanned';
}

/** A repository as it stands in pull requests. */
export const repositoryReference = (world: World, { id, name, project }: RepositoryHead) => ({
  id,
  name,
  url: `${world.links.core}/${project.id}/_apis/git/repositories/${id}`,
  project: {
    id: project.id,
    name: project.name,
    state: 'unchanged',
    visibility: project.visibility,
    lastUpdateTime: project.lastUpdateTime,
  },
});
