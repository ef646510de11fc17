import type { Build } from './builds.ts';
import { days, draw, mix } from './derive.ts';
import { numbering } from './numbering.ts';
import type { Project } from './project.ts';
import type { Shelf } from './shelf.ts';
import { environmentNames, serviceNames } from './words.ts';
import type { World } from './world.ts';

export interface ReleaseDefinition {
  slot: number;
  id: number;
  key: number;
  name: string;
  path: string;
  revision: number;
  project: Project;
  environments: string[];
  tags: string[];
  modified: number;
}

/** A release, short of the JSON. */
export interface Release {
  slot: number;
  id: number;
  key: number;
  name: string;
  project: Project;
  definition: ReleaseDefinition;
  status: 'active' | 'abandoned' | 'draft';
  reason: 'manual' | 'continuousIntegration' | 'schedule';
  branch: string;
  tags: string[];
  /** Milliseconds */
  created: number;
  modified: number;
  build: Build | undefined;
}

/** One release's arrival in one environment. */
export interface ReleaseDeployment {
  slot: number;
  id: number;
  key: number;
  release: Release;
  /** Position in the definition's environments. */
  environment: number;
  status: 'succeeded' | 'failed' | 'partiallySucceeded' | 'inProgress';
  attempt: number;
  started: number;
  completed: number;
  modified: number;
}

export interface ReleaseLists {
  definitions: Shelf<ReleaseDefinition>;
  releases: Shelf<Release>;
  deployments: Shelf<ReleaseDeployment>;
}

const definitionsOf = (world: World, project: Project) => {
  const numbers = numbering(world.scale.projects);
  return world.shelf<ReleaseDefinition>({
    kind: 'release-definition',
    place: project.id,
    slots: world.scale.releaseDefinitionsPerProject,
    make: (slot, list) => {
      const key = mix(list, slot);
      const service = serviceNames[(slot * 5 + project.slot) % serviceNames.length];
      return {
        slot,
        id: numbers.id(project.slot, slot),
        key,
        name: world.text(`${service} to production ${slot + 1}`, key),
        path: slot % 3 === 2 ? '\\Infrastructure' : '\\',
        revision: 1 + (key % 20),
        project,
        environments: environmentNames.slice(0, 2 + (key % 2)),
        tags: slot % 2 === 0 ? ['web'] : [],
        modified: world.now - (1 + (mix(key, 1) % 200)) * days,
      };
    },
    keep: (definition, revision) => {
      definition.revision++;
      definition.modified = world.now - 1_000 + revision;
    },
  });
};

const releasesOf = (
  world: World,
  project: Project,
  definitions: Shelf<ReleaseDefinition>,
  builds: Shelf<Build>,
): Shelf<Release> => {
  const numbers = numbering(world.scale.projects);
  const slots = definitions.initial > 0 ? world.scale.releasesPerProject : 0;
  const gap = (120 * days) / Math.max(1, slots);
  const definitionSlot = (slot: number) => slot % definitions.initial;
  return world.shelf<Release>({
    kind: 'release',
    place: project.id,
    slots,
    exists: (slot) => definitions.has(definitionSlot(slot)),
    make: (slot, list, revision, changedAt) => {
      const key = mix(list, slot);
      const d = draw(key);
      const added = slot >= slots ? changedAt : undefined;
      const created = added ?? world.now - Math.max(0, slots - slot) * gap;
      return {
        slot,
        id: numbers.id(project.slot, slot),
        key,
        name: `Release-${Math.floor(slot / definitions.initial) + 1}`,
        project,
        definition: definitions.at(definitionSlot(slot)) as ReleaseDefinition,
        status: d.pick(['active', 'active', 'active', 'abandoned', 'draft'] as const),
        reason: d.pick(['manual', 'continuousIntegration', 'schedule'] as const),
        branch: d.chance(0.8) ? 'refs/heads/main' : 'refs/heads/release/2026.2',
        tags: d.chance(0.3) ? ['hotfix'] : [],
        created,
        modified: created + d.below(days) + revision * 1_000,
        build: builds.at(d.below(Math.max(1, builds.slots()))),
      };
    },
  });
};

const deploymentsOf = (
  world: World,
  project: Project,
  releases: Shelf<Release>,
): Shelf<ReleaseDeployment> => {
  const per = world.scale.deploymentsPerRelease;
  const numbers = numbering(world.scale.projects);
  const releaseSlot = (slot: number) => Math.floor(slot / per);
  return world.shelf<ReleaseDeployment>({
    kind: 'release-deployment',
    place: project.id,
    slots: releases.initial * per,
    exists: (slot) => releases.has(releaseSlot(slot)),
    make: (slot, list, revision, changedAt) => {
      const key = mix(list, slot);
      const release = releases.at(releaseSlot(slot)) as Release;
      const started = release.created + (slot % per) * 3_600_000;
      const completed = started + 60_000 + (mix(key, 1) % 900_000);
      return {
        slot,
        id: numbers.id(project.slot, slot),
        key,
        release,
        environment: (slot % per) % release.definition.environments.length,
        status: draw(key).pick([
          'succeeded',
          'succeeded',
          'succeeded',
          'failed',
          'partiallySucceeded',
        ] as const),
        attempt: 1 + revision,
        started,
        completed,
        modified: changedAt ?? completed,
      };
    },
  });
};

export const releaseListsOf = (world: World, project: Project, builds: Shelf<Build>): ReleaseLists => {
  const definitions = definitionsOf(world, project);
  const releases = releasesOf(world, project, definitions, builds);
  return { definitions, releases, deployments: deploymentsOf(world, project, releases) };
};
