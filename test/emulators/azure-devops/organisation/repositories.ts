import { type AlertItem, alertsOf } from './alerts.ts';
import { type BranchItem, branchesOf } from './branches.ts';
import { mix, uuid } from './derive.ts';
import { type FileEntry, filesOf } from './files.ts';
import type { Person } from './people.ts';
import { type PolicyItem, policiesOf } from './policies.ts';
import { type Project, projectReference, withoutRepositories } from './project.ts';
import { type PullRequestItem, pullRequestsOf } from './pull-requests.ts';
import type { RepositoryHead } from './repository-head.ts';
import type { Shelf } from './shelf.ts';
import { serviceNames } from './words.ts';
import type { World } from './world.ts';

export interface Repository extends RepositoryHead {
  branches: Shelf<BranchItem>;
  policies: Shelf<PolicyItem>;
  pullRequests: Shelf<PullRequestItem>;
  alerts: Shelf<AlertItem>;
  files: Shelf<FileEntry>;
}

/** Slots of the first project that are not as the others are. */
export const oddRepositories = { files: 0, disabled: 1, empty: 2, trunk: 3, names: 4 } as const;

const nameOf = (project: Project, slot: number): string => {
  if (project.slot === 0 && slot === oddRepositories.names) return 'Größe & "100% coverage"';
  const service = serviceNames[(slot + project.slot) % serviceNames.length];
  const prefix = project.name.split(/[^\p{L}]/u)[0]?.toLowerCase();
  const name = slot % 5 === 4 ? `${prefix} ${service}` : `${prefix}-${service}`;
  return slot >= serviceNames.length ? `${name}-${Math.floor(slot / serviceNames.length) + 1}` : name;
};

const headOf = (world: World, project: Project, key: number, slot: number): RepositoryHead => {
  const first = project.slot === 0;
  const empty = first && slot === oddRepositories.empty;
  const branch = first && slot === oddRepositories.trunk ? 'trunk' : slot % 4 === 2 ? 'master' : 'main';
  return {
    slot,
    id: uuid(key, slot),
    name: world.text(nameOf(project, slot), mix(key, slot, 1)),
    project,
    defaultBranch: empty ? undefined : `refs/heads/${branch}`,
    size: empty ? 0 : 20_000 + (mix(key, slot, 2) % 90_000_000),
    isDisabled: first && slot === oddRepositories.disabled,
    isForbidden: false,
    advancedSecurity: empty ? 'unscanned' : slot % 3 !== 2 ? 'on' : project.slot % 2 === 0 ? 'never' : 'off',
  };
};

const createRepository = (
  world: World,
  people: Shelf<Person>,
  head: RepositoryHead,
  born?: number,
): Repository => {
  const repository = head as Repository;
  repository.branches = branchesOf(world, people, head);
  repository.policies = policiesOf(world, people, head);
  repository.pullRequests = pullRequestsOf(world, people, head, born);
  repository.alerts = alertsOf(world, head);
  repository.files = filesOf(world, head);
  return repository;
};

const initialIn = (world: World, project: Project): number =>
  project.slot === withoutRepositories ? 0 : world.scale.repositoriesPerProject;

export const repositoriesOf = (world: World, people: Shelf<Person>, project: Project): Shelf<Repository> =>
  world.shelf<Repository>({
    kind: 'repository',
    place: project.id,
    slots: initialIn(world, project),
    make: (slot, key, _revision, changedAt) => {
      // One that was not there at the start was made when the list grew.
      const born = slot >= initialIn(world, project) ? changedAt : undefined;
      return createRepository(world, people, headOf(world, project, key, slot), born);
    },
    keep: (repository) => {
      repository.size += 1_024;
    },
  });

export const repositoryItem = (world: World, repository: RepositoryHead) => {
  const { id, name, project, defaultBranch, size, isDisabled } = repository;
  const web = `${world.links.core}/${encodeURIComponent(project.name)}/_git/${encodeURIComponent(name.toWellFormed())}`;
  return {
    id,
    name,
    url: `${world.links.core}/${project.id}/_apis/git/repositories/${id}`,
    project: projectReference(world, project),
    ...(defaultBranch !== undefined && { defaultBranch }),
    size,
    remoteUrl: web.replace('https://', `https://${world.name}@`),
    sshUrl: `git@ssh.dev.azure.com:v3/${world.name}/${encodeURIComponent(project.name)}/${encodeURIComponent(name.toWellFormed())}`,
    webUrl: web,
    isDisabled,
    isInMaintenance: false,
  };
};
