import { EVERYTHING, type ReadScope } from '../../src/kinds/read-scope.ts';
import { isMeantBy, parseProjectPattern } from '../../src/kinds/support/project-patterns.ts';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import type { Random } from '../emulators/kit/random.ts';

/** Ways to choose projects. Names are those at the start: a project that is renamed may leave the choice. */
export type Choice = 'all' | 'without one' | 'without a name' | 'by id' | 'by name' | 'by patterns';

/** A run of a part: of some kinds, of one project, or both. */
export interface DrawnPart {
  only: string[];
  ofOneProject: boolean;
}

const KINDS = ['project', 'repository', 'branch', 'pull-request', 'board', 'work-item', 'team', 'build'];

/** `share`: of the schedules that choose projects at all. */
export const drawChoice = (random: Random, share = 0.3): Choice =>
  random.chance(share)
    ? random.pick(['without one', 'without a name', 'by id', 'by name', 'by patterns'] as const)
    : 'all';

/** `share`: of the runs that are of a part. */
export const drawPart = (random: Random, share = 0.2): DrawnPart | undefined => {
  if (!random.chance(share)) return undefined;
  const only = random.chance(0.6) ? random.shuffle(KINDS).slice(0, random.integer(1, 4)) : [];
  return { only, ofOneProject: only.length === 0 || random.chance(0.3) };
};

/** Values of the inputs for a choice, with the names that the projects have now. */
export function patternsOf(choice: Choice, organisations: readonly Organisation[]): string[] {
  const projects = organisations.flatMap((one) => [...one.all('project')]).map(({ item }) => item);
  const [first, ...others] = projects;
  const last = others.at(-1) ?? first;
  if (!first || !last) return [];
  const written: Record<Choice, string[]> = {
    all: [],
    'without one': [`!${last.id}`],
    'without a name': [`!${last.name.slice(0, 3)}*`],
    'by id': projects.slice(0, 2).map(({ id }) => id),
    'by name': projects.slice(0, 2).map(({ name }) => name),
    'by patterns': [`${first.name.slice(0, 2)}*`, 'Renamed*', `!${last.name}`],
  };
  return written[choice];
}

export const scopeOf = (patterns: readonly string[], excludedTags: readonly string[]): ReadScope => ({
  ...EVERYTHING,
  projects: patterns.map(parseProjectPattern),
  excludedTags,
});

/** The same scope of a run of a part, and the ids of the projects of that part. */
export function withPart(
  scope: ReadScope,
  { only, ofOneProject }: DrawnPart,
  organisations: readonly Organisation[],
): { scope: ReadScope; projects: ReadonlySet<string> | undefined } {
  const patterns = ofOneProject
    ? patternsOf('by id', organisations).slice(0, 1).map(parseProjectPattern)
    : [];
  const all = organisations.flatMap((one) =>
    [...one.all('project')].map(({ item }) => ({ organisation: one.name, id: item.id, name: item.name })),
  );
  const meant = all.filter((one) => isMeantBy(patterns, one.organisation, one));
  return {
    scope: { ...scope, part: { only, projects: patterns } },
    projects: ofOneProject ? new Set(meant.map(({ id }) => id)) : undefined,
  };
}
