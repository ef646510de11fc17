import type { Build } from './builds.ts';
import { days, draw, isoDate, mix, uuid } from './derive.ts';
import { numbering } from './numbering.ts';
import { type IdentityRef, type Person, someone } from './people.ts';
import type { Project } from './project.ts';
import type { Shelf } from './shelf.ts';
import { environmentNames } from './words.ts';
import type { World } from './world.ts';

export interface Environment {
  slot: number;
  id: number;
  name: string;
  description: string;
  createdBy: IdentityRef;
  createdOn: string;
  lastModifiedBy: IdentityRef;
  lastModifiedOn: string;
  /** The service leaves the name out. */
  project: { id: string; name: null };
  deployments: Shelf<ReturnType<typeof deploymentRecord>>;
}

interface RecordPlace {
  key: number;
  slot: number;
  revision: number;
  id: number;
  environmentId: number;
  stage: string;
}

const deploymentRecord = (
  world: World,
  project: Project,
  builds: Shelf<Build>,
  place: RecordPlace,
  of: number,
) => {
  const { key, slot, revision, environmentId } = place;
  const d = draw(mix(key, slot));
  const first = d.below(Math.max(1, builds.slots()));
  const build = builds.at(first);
  const queued = world.now - (of - slot) * ((60 * days) / Math.max(1, of));
  const base = `${world.links.core}/${project.id}`;
  // The newest has not ended.
  const isRunning = slot === of - 1;
  const [definitionId, runId] = [build?.pipeline.id ?? 1, build?.id ?? 1];
  return {
    id: place.id,
    requestIdentifier: uuid(mix(key, 1), slot),
    environmentId,
    serviceOwner: '00025394-6065-48ca-87d9-7f5672854ef7',
    scopeId: project.id,
    planType: 'Build',
    planId: uuid(mix(key, 2), slot),
    stageName: place.stage,
    jobName: 'Deploy',
    stageAttempt: 1 + revision,
    jobAttempt: 1,
    definition: {
      _links: {
        web: { href: `${base}/_build/definition?definitionId=${definitionId}` },
        self: { href: `${base}/_apis/build/Definitions/${definitionId}` },
      },
      id: definitionId,
      name: build?.pipeline.name ?? 'Retired pipeline',
    },
    owner: {
      _links: {
        web: { href: `${base}/_build/results?buildId=${runId}` },
        self: { href: `${base}/_apis/build/Builds/${runId}` },
      },
      id: runId,
      name: build?.number ?? '20260101.1',
    },
    queueTime: isoDate(queued),
    startTime: isoDate(queued + 5_000),
    ...(!isRunning && {
      result: d.pick(['succeeded', 'succeeded', 'succeeded', 'failed', 'canceled'] as const),
      finishTime: isoDate(queued + 5_000 + d.below(900_000)),
    }),
  };
};

const createEnvironment = (
  world: World,
  people: Shelf<Person>,
  project: Project,
  builds: Shelf<Build>,
  key: number,
  slot: number,
): Environment => {
  const id = numbering(world.scale.projects).id(project.slot, slot);
  const room = world.scale.projects * 2 + 8;
  const records = numbering(room * (world.scale.environmentsPerProject + 4));
  const slots = world.scale.deploymentsPerEnvironment;
  const name = environmentNames[slot % environmentNames.length] as string;
  return {
    slot,
    id,
    name: world.text(slot >= environmentNames.length ? `${name}-${slot}` : name, mix(key, slot)),
    description: `Where ${project.name} runs: ${name}.`,
    createdBy: someone(world, people, mix(key, slot, 1)),
    createdOn: isoDate(world.now - (200 + (mix(key, slot, 2) % 300)) * days),
    lastModifiedBy: someone(world, people, mix(key, slot, 3)),
    lastModifiedOn: isoDate(world.now - (mix(key, slot, 4) % 90) * days),
    project: { id: project.id, name: null },
    deployments: world.shelf({
      kind: 'pipeline-deployment',
      place: `${project.id} ${slot}`,
      slots,
      make: (record, list, revision) =>
        deploymentRecord(
          world,
          project,
          builds,
          {
            key: list,
            slot: record,
            revision,
            id: records.id(slot * room + project.slot, record),
            environmentId: id,
            stage: name,
          },
          slots,
        ),
    }),
  };
};

export const environmentsOf = (world: World, people: Shelf<Person>, project: Project, builds: Shelf<Build>) =>
  world.shelf<Environment>({
    kind: 'environment',
    place: project.id,
    slots: world.scale.environmentsPerProject,
    make: (slot, key) => createEnvironment(world, people, project, builds, key, slot),
    keep: (environment, revision) => {
      environment.lastModifiedOn = isoDate(world.now - 1_000 + revision);
    },
  });

export const environmentItem = ({ deployments: _, slot: __, ...item }: Environment) => item;
