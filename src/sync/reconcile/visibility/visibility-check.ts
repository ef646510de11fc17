import type { AzureDevOps } from '../../../azure-devops/types.ts';
import type { ReadScope } from '../../../kinds/read-scope.ts';
import { allProjects } from '../../../kinds/sources/projects.ts';
import type { KindDefinition, Node } from '../../../kinds/types.ts';
import { append } from '../../../lib/collections/append.ts';
import { canWrite, type MappingTarget } from '../../catalog/mapping-target.ts';
import type { Attributed } from '../attribution.ts';
import type { Gone, Held, Leaving, Reason } from '../held.ts';
import { createDoubtfulLists, type DoubtfulLists } from './doubtful-lists.ts';
import { findProjects } from './find-projects.ts';
import { hiddenProject } from './hidden-project.ts';
import { ofLostRepositories } from './lost-repositories.ts';
import { createProjectStates, type ProjectStates } from './project-states.ts';
import { createSeenProjects, type SeenProjects } from './seen-projects.ts';
import { createSeenTeams, ofTeamlessProjects, type SeenTeams } from './teamless-projects.ts';
import { unlistedProjects } from './unlisted-projects.ts';

/** Finds out whether the lists show less than exists. Entities that they do not show then do not count as gone. */
export interface VisibilityCheck
  extends SeenProjects,
    Pick<SeenTeams, 'teamsSeen'>,
    Pick<DoubtfulLists, 'doubtful'> {
  /**
   * Projects that the user left out and of which gone entities are, by blueprint and identifier, after `outOfSight`.
   */
  readonly leaving: readonly Leaving[];
  /** Notes repositories that are listed: one that the mapping leaves out is not out of sight. */
  repositoriesSeen(nodes: readonly Node[]): void;
  /** The reason why none of the entities may go, or the entities that may not go. */
  outOfSight(gone: Gone): Promise<string | Reason | readonly Held[]>;
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

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
const NARROWED_TOKEN: Reason = {
  reason:
    "the job's token sees only the pipeline's own project (project setting “Limit job authorization scope to current project”)",
  remedy: 'Switch that setting off, or sign in with another credential.',
};

export function createVisibilityCheck(options: VisibilityOptions): VisibilityCheck {
  const organisations = options.organisations.map(({ devops }) => devops);
  const seen = createSeenProjects(options.scope);
  const teams = createSeenTeams();
  const doubtfulLists = createDoubtfulLists();
  const states = createProjectStates(organisations, options.scope, seen);
  const leaving: Leaving[] = [];
  /** Ids in lower case. */
  const repositories = new Set<string>();
  return {
    ...seen,
    teamsSeen: teams.teamsSeen,
    doubtful: doubtfulLists.doubtful,
    leaving,
    repositoriesSeen(nodes) {
      for (const { item } of nodes) repositories.add(String(item.id).toLowerCase());
    },
    async outOfSight(gone) {
      if (options.organisations.some((one) => seesOwnProjectOnly(one, seen))) return NARROWED_TOKEN;
      const renamed = await renamedProject(gone, options, seen);
      if (renamed) return renamed;
      const { held, unattributed, ...found } = await findProjects(gone, {
        ...options,
        ...seen,
        ...states,
        unlisted: () => unlistedProjects(organisations, seen),
      });
      append(leaving, found.leaving);
      const hidden = await hiddenBehind(unattributed, options, seen, states);
      if (hidden) return hidden;
      const teamless = await ofTeamlessProjects(remaining(gone, [...held, ...found.leaving]), {
        ...options,
        organisations,
        seen: { ...seen, ...teams },
      });
      append(held, teamless);
      const lacking = await doubtfulLists.ofLackingLists(
        remaining(gone, [...held, ...found.leaving]),
        options,
      );
      append(held, lacking);
      const lost = await ofLostRepositories(remaining(gone, [...held, ...found.leaving]), {
        ...options,
        organisations,
        isSeen: seen.isSeen,
        isListed: (id) => repositories.has(id),
      });
      return [...held, ...lost];
    },
  };
}

/** Whether all that a job token shows of an organisation is the pipeline's own project. */
function seesOwnProjectOnly(
  { devops, jobProject }: VisibilityOptions['organisations'][number],
  seen: SeenProjects,
): boolean {
  const read = seen.of(devops) ?? [];
  if (jobProject === undefined || read.length > 1) return false;
  // The user may have left out the others, or this one.
  const [first, ...others] = seen.chosenOf(devops)?.listed.values() ?? read;
  return (
    first !== undefined &&
    others.length === 0 &&
    ['', first.id.toLowerCase(), first.name?.toLowerCase()].includes(jobProject.toLowerCase())
  );
}

/**
 * The reason why nothing may go, if a project was renamed while the run read it. Work items are asked for by the
 * project's name, and for a name that no project has, the answer is that there are none.
 */
async function renamedProject(
  gone: Gone,
  { organisations, targets }: VisibilityOptions,
  seen: SeenProjects,
): Promise<string | undefined> {
  if (![...gone.keys()].some((blueprint) => isFedBy('work-item', blueprint, targets))) return undefined;
  for (const { devops } of organisations) {
    const before = new Map(seen.of(devops)?.map(({ id, name }) => [id, name]));
    for await (const { items } of allProjects({ devops }))
      for (const { id, name } of items) {
        const old = before.get(id) ?? name;
        if (old !== name) return `project "${old}" was renamed to "${name}" while the run read it`;
      }
  }
  return undefined;
}

/**
 * The reason why nothing may go: one of these entities is a repository that still answers, of a project that is not
 * listed.
 */
async function hiddenBehind(
  entities: readonly Pick<Held, 'blueprint' | 'identifier'>[],
  { organisations, targets }: VisibilityOptions,
  seen: SeenProjects,
  states: ProjectStates,
): Promise<Reason | undefined> {
  const repositories = entities
    .filter(({ blueprint }) => isFedBy('repository', blueprint, targets))
    .flatMap(({ identifier }) => GUID.exec(identifier)?.[0] ?? []);
  const clients = organisations.map(({ devops }) => devops);
  const project = await hiddenProject(repositories, clients, seen, states);
  if (!project) return undefined;
  return {
    reason: `project "${project}" is not listed any more although its repositories still answer: the credential sees less than before`,
    remedy: 'Give the credential access to the project again, or leave the project out by its id (projects).',
  };
}

const isFedBy = (kind: string, blueprint: string, targets: readonly MappingTarget[]): boolean =>
  targets.some((target) => target.resource.kind === kind && canWrite(target, blueprint));

/** Gone entities that were not decided on yet. */
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
