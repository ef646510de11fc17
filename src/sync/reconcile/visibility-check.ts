import { path } from '../../azure-devops/path.ts';
import { anObject, aText } from '../../azure-devops/shape.ts';
import { type AzureDevOps, AzureDevOpsError } from '../../azure-devops/types.ts';
import { isOfSomeProjects, type ReadScope } from '../../kinds/read-scope.ts';
import { allProjects, type ChosenProjects, projectsIn, whyLeftOut } from '../../kinds/sources/projects.ts';
import { collect } from '../../kinds/support/pages.ts';
import { leftOutBy, type NamedProject, type ProjectPattern } from '../../kinds/support/project-patterns.ts';
import type { KindDefinition, Node } from '../../kinds/types.ts';
import { append } from '../../lib/append.ts';
import { forEach } from '../../lib/concurrency.ts';
import { canWrite, type MappingTarget } from '../catalog/mapping-target.ts';
import type { Attributed } from './attribution.ts';
import type { Gone, Held, Leaving } from './held.ts';
import type { CoveredProjects } from './left-alone.ts';
import { ofLostRepositories } from './lost-repositories.ts';
import { createProjectFinder, type ProjectState } from './project-finder.ts';

/** Finds out whether the lists show less than exists. Entities that they do not show then do not count as gone. */
export interface VisibilityCheck {
  projectSeen(organisation: AzureDevOps, nodes: readonly Node[]): void;
  projectsChosen(organisation: AzureDevOps, projects: ChosenProjects): void;
  /** Patterns that were to choose projects, and match none of any organisation whose list was read. */
  unmatched(): string[];
  /** The same of those by which a run is of some projects alone. */
  unmatchedPart(): string[];
  /** Names of the projects that it leaves alone. */
  outside(): string[];
  /** The projects of a run of some alone. */
  covered(): CoveredProjects | undefined;
  /** Projects that the user left out and of which gone entities are, by blueprint and identifier, after `outOfSight`. */
  readonly leaving: readonly Leaving[];
  /** Name of a project that the user left out, and the input that did, where it is listed. */
  leftOut(id: string): { name: string; why: string } | undefined;
  /** The reason why none of the entities may go, or the entities that may not go. */
  outOfSight(gone: Gone): Promise<string | readonly Held[]>;
}

export interface VisibilityOptions {
  organisations: readonly {
    devops: AzureDevOps;
    /** Set for a job token: the pipeline's own project; empty where nobody knows which one that is. */
    jobProject?: string;
  }[];
  targets: readonly MappingTarget[];
  kinds: ReadonlyMap<string, KindDefinition>;
  scope: ReadScope;
  /** Relations of entities as Port has them. */
  relationsOf(blueprint: string, identifiers: readonly string[]): AsyncIterable<Attributed[]>;
}

interface Project {
  id: string;
  name: string;
}

/** Gone repositories that are asked for once more, and how many of them at a time. */
const SAMPLE = 100;
const PARALLEL = 5;
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

export function createVisibilityCheck(options: VisibilityOptions): VisibilityCheck {
  const { organisations, targets, kinds, scope, relationsOf } = options;
  const seen = new Map<AzureDevOps, Project[]>();
  const chosen = new Map<AzureDevOps, ChosenProjects>();
  const unwanted = new Map<string, Promise<string | undefined>>();
  const leaving: Leaving[] = [];
  const isSeen = (id: string) =>
    [...seen.values()].some((projects) => projects.some((project) => project.id.toLowerCase() === id));

  async function limitedToOwnProject(): Promise<boolean> {
    for (const { devops, jobProject } of organisations) {
      const read = seen.get(devops) ?? [];
      if (jobProject === undefined || read.length > 1) continue;
      // The user may have left out the others, or this one.
      const listed = chosen.get(devops)?.listed.values() ?? read;
      if (isOnly([...listed], jobProject)) return true;
    }
    return false;
  }

  /** The user's own wish that a project is in no list: its entities are to go. */
  const isUnwanted = async (devops: AzureDevOps, project: Project): Promise<boolean> => {
    const id = project.id.toLowerCase();
    if (chosen.get(devops)?.leftOut.has(id)) return true;
    const asked = unwanted.get(id) ?? whyLeftOut(project, { devops, scope });
    unwanted.set(id, asked);
    return (await unlessOutOfSight(asked)) !== undefined;
  };

  /** What the service says of a project that no list of this run has. */
  async function listedAs(id: string): Promise<ProjectState> {
    for (const { devops } of organisations) {
      const project = (await allOf(devops)).find((one) => one.id.toLowerCase() === id);
      if (!project) continue;
      if (project.state === 'deleted' || project.state === 'deleting') return 'deleted';
      if (await isUnwanted(devops, project)) return 'left out';
      return seen.has(devops) ? 'not listed' : 'there';
    }
    // Nobody tells its name any more: its id alone is the user's word.
    const excluding = scope.projects.filter(({ excludes }) => excludes);
    const isExcluded = ({ devops }: VisibilityOptions['organisations'][number]) =>
      leftOutBy(excluding, devops.organisation.name, { id }) !== undefined;
    return organisations.some(isExcluded) ? 'left out' : 'not listed';
  }

  const all = new Map<AzureDevOps, Promise<(Project & { state?: string })[]>>();
  /** Whatever their state, those that are deleted too. */
  const allOf = (devops: AzureDevOps) => {
    const read = all.get(devops) ?? readAllStates(devops);
    all.set(devops, read);
    return read;
  };

  /** A repository still answers although its project is in no list: the project is hidden, not gone. */
  async function hiddenProject(repository: string): Promise<string | undefined> {
    for (const { devops } of organisations) {
      const project = (await stillThere(devops, repository))?.project;
      if (!project || seen.get(devops)?.some((p) => p.id === project.id)) continue;
      if (!(await isUnwanted(devops, project))) return project.name;
    }
    return undefined;
  }

  async function hiddenProjectOfAny(ids: readonly string[]): Promise<string | undefined> {
    let project: string | undefined;
    await forEach(ids.slice(0, SAMPLE), PARALLEL, async (id) => {
      const found = await hiddenProject(id);
      project ??= found;
    });
    return (
      project &&
      `project "${project}" is not listed any more although its repositories still answer: the credential sees less than before`
    );
  }

  /** Work items are asked for by their project's name: to a name that it no longer has, the answer is that there are none. */
  async function renamedProject(): Promise<string | undefined> {
    for (const { devops } of organisations)
      for await (const { items } of allProjects({ devops }))
        for (const { id, name } of items) {
          const before = seen.get(devops)?.find((project) => project.id === id);
          if (before && before.name !== name)
            return `project "${before.name}" was renamed to "${name}" while the run read it`;
        }
    return undefined;
  }

  /** Patterns that choose, and nothing of what was read. */
  function unmatchedOf(patterns: readonly ProjectPattern[]): string[] {
    if (chosen.size === 0) return [];
    const matchesAny = ({ concerns, matches }: ProjectPattern) =>
      [...chosen].some(
        ([{ organisation }, { listed }]) => concerns(organisation.name) && [...listed.values()].some(matches),
      );
    return patterns
      .filter((pattern) => !pattern.excludes && !matchesAny(pattern))
      .map(({ written }) => written);
  }

  const isFedBy = (kind: string, blueprint: string) =>
    targets.some((target) => target.resource.kind === kind && canWrite(target, blueprint));

  return {
    projectSeen(organisation, nodes) {
      const projects = seen.get(organisation) ?? [];
      seen.set(organisation, projects);
      const known = new Set(projects.map(({ id }) => id));
      for (const { item } of nodes) {
        const [id, name] = [String(item.id), String(item.name)];
        // A list that names one twice shows no more of the organisation.
        if (known.has(id)) continue;
        known.add(id);
        projects.push({ id, name });
      }
    },
    projectsChosen: (organisation, projects) => {
      chosen.set(organisation, projects);
    },
    unmatched: () => unmatchedOf(scope.projects),
    unmatchedPart: () => unmatchedOf(scope.part?.projects ?? []),
    outside: () =>
      [...chosen.values()].flatMap(({ listed, outside }) =>
        [...outside].map((id) => listed.get(id)?.name ?? id),
      ),
    covered() {
      if (!isOfSomeProjects(scope)) return undefined;
      const isCovered = ({ listed, leftOut, outside }: ChosenProjects, id: string) =>
        listed.has(id) && !leftOut.has(id) && !outside.has(id);
      const all = [...chosen.values()];
      const covers = (id: string) => all.some((one) => isCovered(one, id));
      return { covers, isOther: (id) => all.some(({ listed }) => listed.has(id)) && !covers(id) };
    },
    leaving,
    leftOut(id) {
      for (const { listed, leftOut } of chosen.values()) {
        const why = leftOut.get(id);
        if (why !== undefined) return { name: listed.get(id)?.name ?? id, why };
      }
      return undefined;
    },
    async outOfSight(gone) {
      if (await limitedToOwnProject())
        return "the job's token sees only the pipeline's own project (project setting “Limit job authorization scope to current project”)";
      const renamed = [...gone.keys()].some((b) => isFedBy('work-item', b)) && (await renamedProject());
      if (renamed) return renamed;
      const finder = createProjectFinder({ targets, kinds, isSeen, listedAs, relationsOf });
      const { held, unattributed, ...sorted } = await finder.attribute(gone);
      append(leaving, sorted.leaving);
      const repositories = unattributed
        .filter(({ blueprint }) => isFedBy('repository', blueprint))
        .flatMap(({ identifier }) => GUID.exec(identifier)?.[0] ?? []);
      const hidden = await hiddenProjectOfAny(repositories);
      if (hidden !== undefined) return hidden;
      const lost = await ofLostRepositories(remaining(gone, [...held, ...sorted.leaving]), {
        organisations: organisations.map(({ devops }) => devops),
        targets,
        kinds,
        isSeen,
        relationsOf,
      });
      return [...held, ...lost];
    },
  };
}

/** Those that nothing else decides on. */
function remaining(
  gone: Gone,
  decided: readonly { blueprint: string; identifier: string }[],
): Map<string, string[]> {
  const keyOf = (blueprint: string, identifier: string) => JSON.stringify([blueprint, identifier]);
  const known = new Set(decided.map(({ blueprint, identifier }) => keyOf(blueprint, identifier)));
  return new Map(
    [...gone].map(([blueprint, identifiers]) => [
      blueprint,
      identifiers.filter((identifier) => !known.has(keyOf(blueprint, identifier))),
    ]),
  );
}

const isOnly = ([first, ...others]: readonly NamedProject[], idOrName: string) =>
  first !== undefined &&
  others.length === 0 &&
  ['', first.id.toLowerCase(), first.name?.toLowerCase()].includes(idOrName.toLowerCase());

/** The states of a project that the list leaves out unless asked: `all` has those on their way, `deleted` the rest. */
async function readAllStates(devops: AzureDevOps): Promise<(Project & { state?: string })[]> {
  const lists = ['all', 'deleted'].map((state) => unlessRefused(collect(projectsIn(state, { devops }))));
  return (await Promise.all(lists)).flat();
}

/** A credential that may not ask proves nothing. */
async function unlessRefused<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AzureDevOpsError && REFUSALS.has(error.likelyCause)) return [];
    throw error;
  }
}
const REFUSALS = new Set(['permission', 'credential', 'missing', 'refused']);

const stillThere = (devops: AzureDevOps, repository: string): Promise<{ project?: Project } | undefined> =>
  unlessOutOfSight(
    devops.get<{ project?: Project }>({
      path: path`_apis/git/repositories/${repository}`,
      needs: { project: anObject({ id: aText, name: aText }) },
      what: 'a repository that is not listed any more',
    }),
  );

async function unlessOutOfSight<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AzureDevOpsError && (error.status === 404 || error.status === 403)) return undefined;
    throw error;
  }
}
