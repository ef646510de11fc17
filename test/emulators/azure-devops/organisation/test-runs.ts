import type { Build } from './builds.ts';
import { days, mix } from './derive.ts';
import { numbering } from './numbering.ts';
import type { Project } from './project.ts';
import type { Shelf } from './shelf.ts';
import type { World } from './world.ts';

/** A test run, short of the JSON. */
export interface TestRun {
  id: number;
  slot: number;
  key: number;
  name: string;
  revision: number;
  project: Project;
  /** Every fifth run is by hand and has none. */
  build: Build | undefined;
  results: number;
  failed: number;
  /** Milliseconds */
  completed: number;
  updated: number;
}

export const testRunsOf = (world: World, project: Project, builds: Shelf<Build>) => {
  const numbers = numbering(world.scale.projects);
  const { testRunsPerProject: slots, resultsPerTestRun, resultsInLargestTestRun } = world.scale;
  const gap = (90 * days) / Math.max(1, slots);
  return world.shelf<TestRun>({
    kind: 'test-run',
    place: project.id,
    slots,
    make: (slot, list, revision, changedAt) => {
      const key = mix(list, slot);
      const byHand = slot % 5 === 4;
      const results = project.slot === 0 && slot === 0 ? resultsInLargestTestRun : resultsPerTestRun;
      const completed = world.now - Math.max(0, slots - slot) * gap;
      return {
        id: numbers.id(project.slot, slot),
        slot,
        key,
        name: world.text(byHand ? `Exploration ${slot}` : `Unit tests ${slot}`, mix(key, 1)),
        revision: 3 + revision,
        project,
        build: byHand ? undefined : builds.at((slot * 3) % Math.max(1, builds.slots())),
        results,
        failed: mix(key, 2) % 3 === 0 ? Math.min(results, 1) : 0,
        completed,
        updated: changedAt ?? completed + 1_000,
      };
    },
  });
};
