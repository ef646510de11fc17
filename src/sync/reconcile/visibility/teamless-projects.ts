import type { AzureDevOps } from '../../../azure-devops/types.ts';
import { allProjects } from '../../../kinds/sources/projects.ts';
import type { KindDefinition, Node, Source } from '../../../kinds/types.ts';
import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import { canWrite, type MappingTarget } from '../../catalog/mapping-target.ts';
import { listName } from '../../read/unread-part.ts';
import type { Gone, Held } from '../held.ts';
import type { SeenProject, SeenProjects } from './seen-projects.ts';

/** The projects of which the list of all teams of an organisation has teams. */
export interface SeenTeams {
  teamsSeen(organisation: AzureDevOps, nodes: readonly Node[]): void;
  /** Whether a team of the project with this id was listed. */
  hasTeam(organisation: AzureDevOps, project: string): boolean;
}

export function createSeenTeams(): SeenTeams {
  const seen = new Map<AzureDevOps, Set<string>>();
  return {
    teamsSeen(organisation, nodes) {
      const projects = getOrCreate(seen, organisation, () => new Set<string>());
      for (const { item } of nodes) projects.add(String(item.projectId).toLowerCase());
    },
    hasTeam: (organisation, project) => seen.get(organisation)?.has(project.toLowerCase()) ?? false,
  };
}

export interface TeamlessOptions {
  organisations: readonly AzureDevOps[];
  targets: readonly MappingTarget[];
  kinds: ReadonlyMap<string, KindDefinition>;
  seen: Pick<SeenProjects, 'of' | 'chosenOf'> & Pick<SeenTeams, 'hasTeam'>;
}

/**
 * Gone teams and members, if the list of all teams has none of a project that is or was listed. A project has a default
 * team, which cannot be deleted without another one in its place, so that such a list shows less than there is.
 */
export async function ofTeamlessProjects(gone: Gone, options: TeamlessOptions): Promise<Held[]> {
  const blueprints = [...gone.keys()].filter(
    (blueprint) => (gone.get(blueprint)?.length ?? 0) > 0 && isOfTeams(blueprint, options),
  );
  if (blueprints.length === 0) return [];
  const project = await teamlessProject(options);
  if (project === undefined) return [];
  const reason = `the list of teams has none of project "${project}", which has one at least: the credential may have lost sight of it`;
  const remedy = `Give the credential access to the teams of the project, or leave it out: projects: '!<id>'.`;
  return blueprints.flatMap((blueprint) =>
    (gone.get(blueprint) ?? []).map((identifier) => ({ blueprint, identifier, reason, remedy })),
  );
}

/**
 * The name of the first project that the run covers and of which no team was listed. One that is listed no more may have
 * gone out of sight before its teams were read.
 */
async function teamlessProject({ organisations, seen }: TeamlessOptions): Promise<string | undefined> {
  for (const devops of organisations) {
    const { leftOut, outside } = seen.chosenOf(devops) ?? {};
    const isTeamless = ({ id }: SeenProject): boolean =>
      !leftOut?.has(id.toLowerCase()) && !outside?.has(id.toLowerCase()) && !seen.hasTeam(devops, id);
    const read = seen.of(devops)?.find(isTeamless);
    if (read) return read.name;
    for await (const { items } of allProjects({ devops })) {
      const listed = items.find(isTeamless);
      if (listed) return listed.name;
    }
  }
  return undefined;
}

/** Whether a resource that reads the list of all teams, or below it, can have made entities of a blueprint. */
const isOfTeams = (blueprint: string, { targets, kinds }: TeamlessOptions): boolean =>
  targets.some((target) => {
    const { kind, options } = target.resource;
    const sources = [kinds.get(kind)?.source(options) ?? []].flat();
    return canWrite(target, blueprint) && sources.some((source) => listName(rootOf(source).key) === 'teams');
  });

const rootOf = (source: Source): Source => (source.under ? rootOf(source.under) : source);
