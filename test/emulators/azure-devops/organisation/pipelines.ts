import { days, isoDate, mix, uuid } from './derive.ts';
import { type Numbering, numbering } from './numbering.ts';
import { type Person, someone } from './people.ts';
import { type Project, projectReference } from './project.ts';
import type { Repository } from './repositories.ts';
import type { Shelf } from './shelf.ts';
import { serviceNames } from './words.ts';
import type { World } from './world.ts';

export interface Pipeline {
  slot: number;
  id: number;
  name: string;
  folder: string;
  revision: number;
  project: Project;
  repository: PipelineRepository;
  /** Listed as a pipeline, and its definition answers 404. */
  definitionIsGone: boolean;
}

export interface PipelineRepository {
  id: string;
  type: 'TfsGit' | 'GitHub';
  name: string;
  url: string;
  defaultBranch: string;
}

/** The first project's pipeline whose code is on GitHub, and the second project's without a definition. */
export const oddPipelines = { gitHub: 3, gone: 2 } as const;

const onGitHub = (world: World, project: Project, slot: number): PipelineRepository => {
  const name = `${world.name}/${serviceNames[slot % serviceNames.length]}-${project.slot}`;
  return { id: name, type: 'GitHub', name, url: `https://github.com/${name}.git`, defaultBranch: 'main' };
};

const repositoryOf = (
  world: World,
  project: Project,
  repositories: Shelf<Repository>,
  slot: number,
): PipelineRepository => {
  const home = repositories.slots() > 0 ? repositories.at(slot % repositories.slots()) : undefined;
  const isOdd = project.slot === 0 && slot === oddPipelines.gitHub;
  if (isOdd || !home) return onGitHub(world, project, slot);
  return {
    id: home.id,
    type: 'TfsGit',
    name: home.name,
    url: `${world.links.core}/${encodeURIComponent(project.name.toWellFormed())}/_git/${encodeURIComponent(home.name.toWellFormed())}`,
    defaultBranch: home.defaultBranch ?? 'refs/heads/main',
  };
};

const flavours = ['CI', 'Release', 'Nightly', 'Pull requests'] as const;

export const pipelineNumbers = (world: World): Numbering => numbering(world.scale.projects);

export const pipelinesOf = (world: World, project: Project, repositories: Shelf<Repository>) => {
  const numbers = pipelineNumbers(world);
  return world.shelf<Pipeline>({
    kind: 'pipeline',
    place: project.id,
    slots: world.scale.pipelinesPerProject,
    make: (slot, key) => {
      const repository = repositoryOf(world, project, repositories, slot);
      return {
        slot,
        id: numbers.id(project.slot, slot),
        name: world.text(`${repository.name} ${flavours[slot % flavours.length]} ${slot}`, mix(key, slot)),
        folder: slot % 4 === 3 ? '\\Nightly' : '\\',
        revision: 1 + (mix(key, slot, 1) % 40),
        project,
        repository,
        definitionIsGone: project.slot === 1 && slot === oddPipelines.gone,
      };
    },
    keep: (pipeline) => {
      pipeline.revision++;
    },
  });
};

export const pipelineItem = (world: World, { project, id, revision, name, folder }: Pipeline) => {
  const url = `${world.links.core}/${project.id}/_apis/pipelines/${id}?revision=${revision}`;
  const web = `${world.links.core}/${project.id}/_build/definition?definitionId=${id}`;
  return { _links: { self: { href: url }, web: { href: web } }, url, id, revision, name, folder };
};

export const definitionUrl = (world: World, { project, id, revision }: Pipeline) =>
  `${world.links.core}/${project.id}/_apis/build/Definitions/${id}?revision=${revision}`;

export const definitionReference = (world: World, pipeline: Pipeline) => ({
  drafts: [],
  id: pipeline.id,
  name: pipeline.name,
  url: definitionUrl(world, pipeline),
  uri: `vstfs:///Build/Definition/${pipeline.id}`,
  path: pipeline.folder,
  type: 'build',
  queueStatus: 'enabled',
  revision: pipeline.revision,
  project: projectReference(world, pipeline.project),
});

/** A pipeline as a list of definitions has it. */
export const definitionListItem = (world: World, people: Shelf<Person>, pipeline: Pipeline) => ({
  _links: { self: { href: definitionUrl(world, pipeline) } },
  quality: 'definition',
  authoredBy: someone(world, people, mix(pipeline.id, 3)),
  queue: hostedQueue(world, pipeline.project),
  ...definitionReference(world, pipeline),
  createdDate: isoDate(world.now - (100 + (pipeline.id % 500)) * days),
});

export const definitionItem = (world: World, people: Shelf<Person>, pipeline: Pipeline) => ({
  options: [],
  triggers: [{ triggerType: 'continuousIntegration' }],
  variables: { configuration: { value: 'release' } },
  properties: {},
  tags: [],
  jobAuthorizationScope: 'project',
  jobTimeoutInMinutes: 60,
  jobCancelTimeoutInMinutes: 5,
  process: { yamlFilename: '/azure-pipelines.yml', type: 2 },
  repository: {
    properties: { cleanOptions: '0', fetchDepth: '1', reportBuildStatus: 'true' },
    ...pipeline.repository,
    clean: 'false',
    checkoutSubmodules: false,
  },
  ...definitionListItem(world, people, pipeline),
});

export const hostedQueue = (world: World, project: Project) => ({
  id: 18 + project.slot,
  name: 'Azure Pipelines',
  url: `${world.links.core}/_apis/build/Queues/${18 + project.slot}`,
  pool: { id: 9, name: 'Azure Pipelines', isHosted: true },
});

/** The id that a pipeline's runs have in common with its builds. */
export const planId = (key: number, slot: number) => uuid(mix(key, 5), slot);
