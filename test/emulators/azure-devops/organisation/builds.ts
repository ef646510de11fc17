import { days, draw, isoDate, mix, objectId } from './derive.ts';
import type { Numbering } from './numbering.ts';
import { type Person, someone } from './people.ts';
import { definitionReference, hostedQueue, type Pipeline, pipelineItem, planId } from './pipelines.ts';
import { type Project, projectReference } from './project.ts';
import type { Shelf } from './shelf.ts';
import { subjects, verbs } from './words.ts';
import type { World } from './world.ts';

/** A build, and a run of its pipeline, short of the JSON. */
export interface Build {
  id: number;
  slot: number;
  key: number;
  list: number;
  revision: number;
  project: Project;
  pipeline: Pipeline;
  status: 'notStarted' | 'inProgress' | 'completed';
  result: 'succeeded' | 'partiallySucceeded' | 'failed' | 'canceled';
  /** True for a build whose YAML was refused: it ended in the moment that it began, and has no timeline. */
  isRejected: boolean;
  reason: 'individualCI' | 'manual' | 'schedule' | 'pullRequest';
  /** Milliseconds */
  queued: number;
  started: number;
  finished: number;
  branch: string;
  commit: string;
  number: string;
}

/** The newest has not started yet (and has no timeline), the one before it runs. */
const statusOf = (slot: number, of: number): Build['status'] =>
  slot === of - 1 ? 'notStarted' : slot === of - 2 ? 'inProgress' : 'completed';

const numberOf = (queued: number, slot: number) =>
  `${isoDate(queued).slice(0, 10).replaceAll('-', '')}.${1 + (slot % 9)}`;

export const buildsOf = (world: World, project: Project, pipelines: Shelf<Pipeline>, numbers: Numbering) => {
  const slots = world.scale.buildsPerProject;
  const gap = (120 * days) / Math.max(1, slots);
  const pipelineSlot = (slot: number) => slot % Math.max(1, pipelines.initial);
  return world.shelf<Build>({
    kind: 'build',
    place: project.id,
    slots: pipelines.initial > 0 ? slots : 0,
    exists: (slot) => pipelines.has(pipelineSlot(slot)),
    make: (slot, list, revision, changedAt) => {
      const key = mix(list, slot);
      const d = draw(key);
      const queued = world.now - Math.max(0, slots - slot) * gap;
      const started = queued + 2_000 + d.below(60_000);
      const status = statusOf(slot, slots);
      const reason = d.pick(['individualCI', 'individualCI', 'manual', 'schedule', 'pullRequest'] as const);
      const result = d.pick([
        'succeeded',
        'succeeded',
        'succeeded',
        'partiallySucceeded',
        'failed',
        'canceled',
      ] as const);
      return {
        id: numbers.id(project.slot, slot),
        slot,
        key,
        list,
        revision,
        project,
        pipeline: pipelines.at(pipelineSlot(slot)) as Pipeline,
        status,
        result,
        isRejected: status === 'completed' && result === 'failed' && mix(key, 10) % 3 === 0,
        reason,
        queued,
        started,
        finished: changedAt ?? started + 60_000 + d.below(1_800_000),
        branch: reason === 'pullRequest' ? `refs/pull/${1 + d.below(900)}/merge` : 'refs/heads/main',
        commit: objectId(mix(list, 4), slot),
        number: numberOf(queued, slot),
      };
    },
  });
};

const times = (build: Build) => ({
  queueTime: isoDate(build.queued),
  ...(build.status !== 'notStarted' && {
    startTime: isoDate(build.isRejected ? build.finished : build.started),
  }),
  ...(build.status === 'completed' && { finishTime: isoDate(build.finished) }),
});

const linksOf = (world: World, { project, id, pipeline }: Build) => {
  const base = `${world.links.core}/${project.id}`;
  return {
    self: { href: `${base}/_apis/build/Builds/${id}` },
    web: { href: `${base}/_build/results?buildId=${id}` },
    sourceVersionDisplayUri: { href: `${base}/_apis/build/builds/${id}/sources` },
    timeline: { href: `${base}/_apis/build/builds/${id}/Timeline` },
    badge: { href: `${base}/_apis/build/status/${pipeline.id}` },
  };
};

/** 3 to 4 KB. */
export const buildItem = (world: World, people: Shelf<Person>, build: Build) => {
  const { project, id, pipeline, list, slot, key } = build;
  const url = `${world.links.core}/${project.id}/_apis/build/Builds/${id}`;
  const message = `${verbs[mix(key, 2) % verbs.length]} ${subjects[mix(key, 3) % subjects.length]}`;
  const plan = { planId: planId(list, slot) };
  const isService = build.reason === 'schedule';
  return {
    _links: linksOf(world, build),
    properties: {},
    tags: build.revision > 0 ? [`kept-${build.revision}`] : [],
    validationResults: build.isRejected
      ? [{ result: 'error', message: '/azure-pipelines.yml (Line: 4, Col: 1): A pool is required' }]
      : [],
    plans: [plan],
    triggerInfo: {
      'ci.sourceBranch': build.branch,
      'ci.sourceSha': build.commit,
      'ci.message': world.text(message, mix(key, 4)),
      'ci.triggerRepository': pipeline.repository.id,
    },
    id,
    buildNumber: build.number,
    status: build.status,
    ...(build.status === 'completed' && { result: build.result }),
    ...times(build),
    url,
    definition: definitionReference(world, pipeline),
    buildNumberRevision: 1 + (slot % 9),
    project: projectReference(world, project),
    uri: `vstfs:///Build/Build/${id}`,
    sourceBranch: build.branch,
    sourceVersion: build.commit,
    queue: hostedQueue(world, project),
    priority: 'normal',
    reason: build.reason,
    requestedFor: someone(world, people, mix(key, 5)),
    requestedBy: someone(world, people, isService ? mix(list, 6) : mix(key, 5)),
    lastChangedDate: isoDate(build.finished + build.revision * 1_000),
    lastChangedBy: someone(world, people, mix(list, 6)),
    orchestrationPlan: plan,
    logs: {
      id: 0,
      type: 'Container',
      url: `${world.links.core}/${project.id}/_apis/build/builds/${id}/logs`,
    },
    repository: {
      id: pipeline.repository.id,
      type: pipeline.repository.type,
      name: pipeline.repository.name,
      url: pipeline.repository.url,
      clean: 'false',
      checkoutSubmodules: false,
    },
    retainedByRelease: slot % 9 === 0,
    appendCommitMessageToRunName: true,
  };
};

const runResult = {
  succeeded: 'succeeded',
  partiallySucceeded: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
};

export const runItem = (world: World, build: Build) => {
  const { project, id, pipeline } = build;
  const base = `${world.links.core}/${project.id}/_apis/pipelines/${pipeline.id}`;
  const { url, name, folder, revision } = pipelineItem(world, pipeline);
  return {
    _links: {
      self: { href: `${base}/runs/${id}` },
      web: { href: `${world.links.core}/${project.id}/_build/results?buildId=${id}` },
      'pipeline.web': {
        href: `${world.links.core}/${project.id}/_build/definition?definitionId=${pipeline.id}`,
      },
      pipeline: { href: url },
    },
    templateParameters: build.revision > 0 ? { edition: String(build.revision) } : {},
    pipeline: { url, id: pipeline.id, revision, name, folder },
    state: build.status === 'completed' ? 'completed' : 'inProgress',
    ...(build.status === 'completed' && { result: runResult[build.result] }),
    createdDate: isoDate(build.queued),
    ...(build.status === 'completed' && { finishedDate: isoDate(build.finished) }),
    url: `${base}/runs/${id}`,
    id,
    name: build.number,
  };
};
