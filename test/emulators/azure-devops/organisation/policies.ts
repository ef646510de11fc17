import { days, isoDate, mix } from './derive.ts';
import { numbering } from './numbering.ts';
import { type IdentityRef, type Person, someone } from './people.ts';
import type { Project } from './project.ts';
import type { RepositoryHead } from './repository-head.ts';
import type { Shelf } from './shelf.ts';
import type { World } from './world.ts';

export interface PolicyScope {
  refName: string;
  matchKind: 'Exact' | 'Prefix';
  /** Null: all repositories of the project. */
  repositoryId: string | null;
}

export interface PolicyItem {
  createdBy: IdentityRef;
  createdDate: string;
  isEnabled: boolean;
  isBlocking: boolean;
  isDeleted: boolean;
  settings: Record<string, unknown> & { scope: PolicyScope[] };
  isEnterpriseManaged: boolean;
  _links: Record<string, { href: string }>;
  revision: number;
  id: number;
  url: string;
  type: { id: string; url: string; displayName: string };
}

const types = [
  ['fa4e907d-c16b-4a4c-9dfa-4906e5d171dd', 'Minimum number of reviewers'],
  ['40e92b44-2fe1-4dd6-b3d8-74a9c21d0c6e', 'Work item linking'],
  ['0609b952-1397-4640-95ec-e00a01b2c241', 'Build'],
  ['fd2167ab-b0be-447a-8ec8-39368250530e', 'Required reviewers'],
  ['fa4e907d-c16b-4a4c-9dfa-4916e5d171ab', 'Require a merge strategy'],
  ['c6a1889d-b943-4856-b76f-9e46bb6b0df2', 'Comment requirements'],
] as const;

const settingsOf = (displayName: string, key: number): Record<string, unknown> => {
  switch (displayName) {
    case 'Minimum number of reviewers':
      return {
        minimumApproverCount: 1 + (key % 3),
        creatorVoteCounts: false,
        allowDownvotes: false,
        resetOnSourcePush: true,
      };
    case 'Build':
      return {
        buildDefinitionId: 1 + (key % 40),
        queueOnSourceUpdateOnly: true,
        manualQueueOnly: false,
        displayName: null,
        validDuration: 720,
      };
    case 'Required reviewers':
      return {
        requiredReviewerIds: [],
        filenamePatterns: ['/deploy/*'],
        addedFilesOnly: false,
        message: null,
      };
    case 'Require a merge strategy':
      return { allowSquash: true, allowNoFastForward: false };
    default:
      return {};
  }
};

const policy = (
  world: World,
  people: Shelf<Person>,
  project: Project,
  at: { key: number; slot: number; revision: number; id: number; type: (typeof types)[number] },
  scope: PolicyScope,
): PolicyItem => {
  const { key, slot, revision, id, type } = at;
  const url = `${world.links.core}/${project.id}/_apis/policy/configurations/${id}`;
  const typeUrl = `${world.links.core}/${project.id}/_apis/policy/types/${type[0]}`;
  return {
    createdBy: someone(world, people, mix(key, slot, 1)),
    createdDate: isoDate(world.now - (30 + (mix(key, slot, 2) % 600)) * days),
    isEnabled: mix(key, slot, 3) % 8 !== 0,
    isBlocking: mix(key, slot, 4) % 5 !== 0,
    isDeleted: false,
    settings: { ...settingsOf(type[1], mix(key, slot, 5 + revision)), scope: [scope] },
    isEnterpriseManaged: false,
    _links: { self: { href: url }, policyType: { href: typeUrl } },
    revision: 1 + revision,
    id,
    url,
    type: { id: type[0], url: typeUrl, displayName: type[1] },
  };
};

const projectsRoom = (world: World) => world.scale.projects * 2 + 8;

/** A repository's place among all of the organisation's. */
export const repositoryIndex = (world: World, { project, slot }: RepositoryHead) =>
  slot * projectsRoom(world) + project.slot;

export const repositoryNumbering = (world: World) =>
  numbering(projectsRoom(world) * (world.scale.repositoriesPerProject + 4));

export const policiesOf = (world: World, people: Shelf<Person>, repository: RepositoryHead) => {
  const numbers = repositoryNumbering(world);
  return world.shelf<PolicyItem>({
    kind: 'repository-policy',
    place: repository.id,
    slots: repository.defaultBranch === undefined ? 0 : world.scale.policiesPerRepository,
    make: (slot, key, revision) => {
      const id = 100_000 + numbers.id(repositoryIndex(world, repository), slot);
      const type = types[slot % types.length] as (typeof types)[number];
      return policy(
        world,
        people,
        repository.project,
        { key, slot, revision, id, type },
        {
          refName: repository.defaultBranch as string,
          matchKind: 'Exact',
          repositoryId: repository.id,
        },
      );
    },
  });
};

/** One that holds for every repository whose branch is `main`. */
export const projectPoliciesOf = (world: World, people: Shelf<Person>, project: Project) =>
  world.shelf<PolicyItem>({
    kind: 'project-policy',
    place: project.id,
    slots: 1,
    make: (slot, key, revision) =>
      policy(
        world,
        people,
        project,
        { key, slot, revision, id: 1 + project.slot, type: types[5] },
        {
          refName: 'refs/heads/main',
          matchKind: 'Exact',
          repositoryId: null,
        },
      ),
  });

export const policyApplies = (
  { settings }: PolicyItem,
  repositoryId: string | undefined,
  refName: string | undefined,
): boolean =>
  settings.scope.some(
    (scope) =>
      (repositoryId === undefined || scope.repositoryId === null || scope.repositoryId === repositoryId) &&
      (refName === undefined ||
        (scope.matchKind === 'Exact' ? scope.refName === refName : refName.startsWith(scope.refName))),
  );
