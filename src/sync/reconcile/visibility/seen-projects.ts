import type { AzureDevOps } from '../../../azure-devops/types.ts';
import { isOfSomeProjects, type ReadScope } from '../../../kinds/read-scope.ts';
import type { ChosenProjects } from '../../../kinds/sources/projects.ts';
import type { ProjectPattern } from '../../../kinds/support/project-patterns.ts';
import type { Node } from '../../../kinds/types.ts';
import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import type { CoveredProjects } from '../left-alone.ts';

export interface SeenProject {
  id: string;
  name: string;
}

/** The projects that the lists of a run showed, and which of them the user chose. Costs no request. */
export interface SeenProjects {
  projectSeen(organisation: AzureDevOps, nodes: readonly Node[]): void;
  projectsChosen(organisation: AzureDevOps, projects: ChosenProjects): void;
  /** The projects of an organisation that were read. Undefined if nothing of its list was. */
  of(organisation: AzureDevOps): readonly SeenProject[] | undefined;
  /** The list of an organisation, by the run's scope. Undefined where the run covers all projects. */
  chosenOf(organisation: AzureDevOps): ChosenProjects | undefined;
  /** Whether the project with this id, in lower case, was read. */
  isSeen(id: string): boolean;
  /** Patterns that were to choose projects, and match none of any organisation whose list was read. */
  unmatched(): string[];
  /** The same of those by which a run is of some projects alone. */
  unmatchedPart(): string[];
  /** Names of the projects that it leaves alone. */
  outside(): string[];
  /** The projects of a run of some alone. */
  covered(): CoveredProjects | undefined;
  /** Name of a project that the user left out, and the input that did, where it is listed. */
  leftOut(id: string): { name: string; why: string } | undefined;
}

export function createSeenProjects(scope: ReadScope): SeenProjects {
  const seen = new Map<AzureDevOps, Map<string, SeenProject>>();
  /** Ids of the projects of all organisations, in lower case. */
  const ids = new Set<string>();
  const chosen = new Map<AzureDevOps, ChosenProjects>();
  return {
    projectSeen(organisation, nodes) {
      const projects = getOrCreate(seen, organisation, () => new Map());
      // A list that names one twice shows no more of the organisation.
      for (const { item } of nodes) {
        const id = String(item.id);
        ids.add(id.toLowerCase());
        if (!projects.has(id)) projects.set(id, { id, name: String(item.name) });
      }
    },
    projectsChosen: (organisation, projects) => {
      chosen.set(organisation, projects);
    },
    of: (organisation) => {
      const projects = seen.get(organisation);
      return projects && [...projects.values()];
    },
    chosenOf: (organisation) => chosen.get(organisation),
    isSeen: (id) => ids.has(id),
    unmatched: () => unmatchedOf(scope.projects, chosen),
    unmatchedPart: () => unmatchedOf(scope.part?.projects ?? [], chosen),
    outside: () =>
      [...chosen.values()].flatMap(({ listed, outside }) =>
        [...outside].map((id) => listed.get(id)?.name ?? id),
      ),
    covered: () => (isOfSomeProjects(scope) ? coveredOf([...chosen.values()]) : undefined),
    leftOut(id) {
      for (const { listed, leftOut } of chosen.values()) {
        const why = leftOut.get(id);
        if (why !== undefined) return { name: listed.get(id)?.name ?? id, why };
      }
      return undefined;
    },
  };
}

/** Patterns that choose projects, and match none of those that were read. */
function unmatchedOf(
  patterns: readonly ProjectPattern[],
  chosen: ReadonlyMap<AzureDevOps, ChosenProjects>,
): string[] {
  if (chosen.size === 0) return [];
  const matchesAny = ({ concerns, matches }: ProjectPattern) =>
    [...chosen].some(
      ([{ organisation }, { listed }]) => concerns(organisation.name) && [...listed.values()].some(matches),
    );
  return patterns
    .filter((pattern) => !pattern.excludes && !matchesAny(pattern))
    .map(({ written }) => written);
}

function coveredOf(all: readonly ChosenProjects[]): CoveredProjects {
  const isCovered = ({ listed, leftOut, outside }: ChosenProjects, id: string) =>
    listed.has(id) && !leftOut.has(id) && !outside.has(id);
  const covers = (id: string) => all.some((one) => isCovered(one, id));
  return { covers, isOther: (id) => all.some(({ listed }) => listed.has(id)) && !covers(id) };
}
