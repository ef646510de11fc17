import { mix, uuid } from './derive.ts';
import type { Person } from './people.ts';
import type { Project } from './project.ts';
import type { Shelf } from './shelf.ts';
import type { Team } from './teams.ts';
import { areaNames } from './words.ts';
import type { World } from './world.ts';

export interface Group {
  slot: number;
  descriptor: string;
  originId: string;
  displayName: string;
  description: string;
  /** Text in the principal name's brackets: a project, the organisation, or all of them. */
  scope: string;
  /** `vssgp` groups of Azure DevOps, `aadgp` of Entra. */
  subjectType: 'vssgp' | 'aadgp';
  domain: string;
  members: Shelf<GroupMember>;
}

export type GroupMember = { type: 'user'; slot: number } | { type: 'group'; slot: number };

interface GroupsContext {
  world: World;
  people: Shelf<Person>;
  projects: Shelf<Project>;
  teamsOf(project: Project): Shelf<Team>;
}

const projectGroups = ['Contributors', 'Readers', 'Project Administrators', 'Build Administrators'] as const;
const organisationGroups = ['Project Collection Administrators', 'Project Collection Valid Users'] as const;

/** The group of a slot: first the organisation's, then Entra's, then each project's and its teams'. */
const layout = ({ world, projects }: GroupsContext) => {
  const { extraGroups, teamsPerProject } = world.scale;
  const perProject = projectGroups.length + teamsPerProject;
  const firstOfProjects = organisationGroups.length + extraGroups;
  return {
    slots: firstOfProjects + projects.initial * perProject,
    firstExtra: organisationGroups.length,
    extraGroups,
    firstOf: (project: number) => firstOfProjects + project * perProject,
    teamGroup: (project: number, team: number) =>
      firstOfProjects + project * perProject + projectGroups.length + team,
    place(slot: number) {
      if (slot < organisationGroups.length)
        return { type: 'organisation', name: organisationGroups[slot] as string } as const;
      if (slot < firstOfProjects) return { type: 'extra', n: slot - organisationGroups.length } as const;
      const project = Math.floor((slot - firstOfProjects) / perProject);
      const n = (slot - firstOfProjects) % perProject;
      return n < projectGroups.length
        ? ({ type: 'project', project, name: projectGroups[n] as string } as const)
        : ({ type: 'team', project, team: n - projectGroups.length } as const);
    },
  };
};

type Layout = ReturnType<typeof layout>;

const users = (context: GroupsContext, key: number, count: number): GroupMember[] =>
  Array.from({ length: Math.min(count, context.people.initial) }, (_, n) => ({
    type: 'user',
    slot: ((key % context.people.initial) + n * 7) % context.people.initial,
  }));

const group = (slot: number): GroupMember => ({ type: 'group', slot });

/** Members of a group. Groups are in groups: teams in Contributors, Contributors in Valid Users, Entra's in Readers. */
const membersOf = (context: GroupsContext, places: Layout, slot: number, key: number): GroupMember[] => {
  const place = places.place(slot);
  const { teamsPerProject } = context.world.scale;
  switch (place.type) {
    case 'organisation':
      return place.name === 'Project Collection Valid Users'
        ? [group(0), ...Array.from({ length: context.projects.initial }, (_, n) => group(places.firstOf(n)))]
        : users(context, key, 2);
    case 'extra':
      return users(context, key, 5);
    case 'team':
      return users(context, key, context.world.scale.membersPerTeam);
    case 'project':
      if (place.name === 'Contributors')
        return [
          ...Array.from({ length: teamsPerProject }, (_, n) => group(places.teamGroup(place.project, n))),
          ...users(context, key, 1),
        ];
      if (place.name === 'Readers' && places.extraGroups > 0)
        return [group(places.firstExtra + (place.project % places.extraGroups))];
      return place.name === 'Build Administrators' ? [] : users(context, key, 2);
  }
};

const headOf = (context: GroupsContext, places: Layout, slot: number) => {
  const { world, projects } = context;
  const place = places.place(slot);
  if (place.type === 'organisation')
    return {
      displayName: place.name,
      scope: world.name,
      description: 'Of the whole organisation.',
      owner: undefined,
    };
  if (place.type === 'extra') {
    const displayName = `${areaNames[place.n % areaNames.length]} engineers ${place.n + 1}`;
    return { displayName, scope: 'TEAM FOUNDATION', description: 'From Microsoft Entra.', owner: undefined };
  }
  const project = projects.at(place.project) as Project;
  if (place.type === 'project')
    return {
      displayName: place.name,
      scope: project.name,
      description: `${place.name} of the project.`,
      owner: project,
    };
  const team = context.teamsOf(project).at(place.team) as Team;
  return { displayName: team.name, scope: project.name, description: team.description, owner: project };
};

/** Whether what the group belongs to is still there. */
const exists = (context: GroupsContext, places: Layout, slot: number): boolean => {
  const place = places.place(slot);
  if (place.type === 'organisation' || place.type === 'extra') return true;
  const project = context.projects.at(place.project);
  if (!project) return false;
  return place.type === 'project' || context.teamsOf(project).has(place.team);
};

export const groupsOf = (context: GroupsContext): Shelf<Group> => {
  const { world, people } = context;
  const places = layout(context);
  const shelf: Shelf<Group> = world.shelf<Group>({
    kind: 'group',
    place: 'groups',
    slots: places.slots,
    exists: (slot) => exists(context, places, slot),
    make: (slot, key) => {
      const { owner, ...head } = headOf(context, places, slot);
      const subjectType = places.place(slot).type === 'extra' ? 'aadgp' : 'vssgp';
      const originId = uuid(key, slot);
      const members = membersOf(context, places, slot, mix(key, slot, 1));
      return {
        slot,
        ...head,
        displayName: world.text(head.displayName, mix(key, slot, 2)),
        originId,
        subjectType,
        descriptor: `${subjectType}.${Buffer.from(`Microsoft.TeamFoundation.Identity;${originId}`).toString('base64url')}`,
        domain: owner
          ? `vstfs:///Classification/TeamProject/${owner.id}`
          : `vstfs:///Framework/IdentityDomain/${uuid(key, -1)}`,
        members: world.shelf<GroupMember>({
          kind: 'group-member',
          place: originId,
          slots: members.length,
          exists: (n) => {
            const member = members[n];
            return member !== undefined && (member.type === 'user' ? people : shelf).has(member.slot);
          },
          make: (n) => members[n] as GroupMember,
        }),
      };
    },
    keep: (group, revision) => {
      group.description = `${group.description.replace(/ Edition \d+\.$/, '')} Edition ${revision}.`;
    },
  });
  return shelf;
};
