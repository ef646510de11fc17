import { type BoardItem, type BoardTeam, boardsOf } from './boards.ts';
import { days, isoDate, mix, uuid } from './derive.ts';
import { type IdentityRef, identityOf, type Person } from './people.ts';
import type { Project } from './project.ts';
import type { Shelf } from './shelf.ts';
import { teamNames } from './words.ts';
import type { World } from './world.ts';

export interface Team extends BoardTeam {
  name: string;
  description: string;
  /** False for the one without area paths. */
  hasAreas: boolean;
  members: Shelf<Member>;
  iterations: Shelf<ReturnType<typeof iteration>>;
  boards: Shelf<BoardItem>;
}

export interface Member {
  identity: IdentityRef;
  isTeamAdmin: boolean;
}

const iteration = (
  world: World,
  team: Pick<Team, 'project' | 'id'>,
  key: number,
  slot: number,
  now: number,
) => {
  const start = world.now - (2 - slot) * 14 * days;
  const end = start + 13 * days;
  const name = `Sprint ${slot + 1}`;
  const id = uuid(key, slot);
  return {
    id,
    name: now > 0 ? `${name} (${now})` : name,
    path: `${team.project.name}\\${name}`,
    attributes: {
      startDate: isoDate(start),
      finishDate: isoDate(end),
      timeFrame: end < world.now ? 'past' : start > world.now ? 'future' : 'current',
    },
    url: `${world.links.core}/${team.project.id}/${team.id}/_apis/work/teamsettings/iterations/${id}`,
  };
};

const createTeam = (
  world: World,
  people: Shelf<Person>,
  project: Project,
  key: number,
  slot: number,
): Team => {
  const id = uuid(key, slot);
  const name = slot === 0 ? `${project.name} Team` : `${teamNames[(slot - 1) % teamNames.length]} ${slot}`;
  const hasIterations = !(slot === 1 && project.slot === 1);
  const person = (member: number) => (mix(key, slot, 3) + member * 7) % people.slots();
  const members = world.shelf<Member>({
    kind: 'member',
    place: id,
    slots: Math.min(world.scale.membersPerTeam, people.slots()),
    exists: (member) => people.has(person(member)),
    make: (member) => ({
      identity: identityOf(world, people.at(person(member)) as Person),
      isTeamAdmin: member === 0,
    }),
  });
  const team = {
    slot,
    id,
    name: world.text(name, mix(key, slot, 1)),
    description: slot === 0 ? 'The default project team.' : `Looks after ${name} in ${project.name}.`,
    project,
    hasIterations,
    hasAreas: !(slot === 1 && project.slot === 3),
    members,
  };
  const iterations = world.shelf<ReturnType<typeof iteration>>({
    kind: 'iteration',
    place: id,
    slots: hasIterations ? world.scale.iterationsPerTeam : 0,
    make: (position, list, revision) => iteration(world, team, list, position, revision),
  });
  return { ...team, iterations, boards: boardsOf(world, team) };
};

export const teamsOf = (world: World, people: Shelf<Person>, project: Project): Shelf<Team> =>
  world.shelf<Team>({
    kind: 'team',
    place: project.id,
    slots: world.scale.teamsPerProject,
    // The default team.
    stays: (slot) => slot === 0,
    make: (slot, key) => createTeam(world, people, project, key, slot),
    keep: (team, revision) => {
      team.description = `${team.description.replace(/ Since \d+\.$/, '')} Since ${revision}.`;
    },
  });

export const teamItem = (world: World, team: Team) => ({
  id: team.id,
  name: team.name,
  url: `${world.links.core}/_apis/projects/${team.project.id}/teams/${team.id}`,
  description: team.description,
  identityUrl: `${world.links.graph}/_apis/Identities/${team.id}`,
  projectName: team.project.name,
  projectId: team.project.id,
});
