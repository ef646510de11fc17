import { entitlement, groupSubject, isEntitled, userSubject } from './graph-json.ts';
import type { Group } from './groups.ts';
import type { MakeItem, Scope } from './raw-item-scope.ts';

export const users = ({ organisation, world, options: { source, subjectTypes } }: Scope): MakeItem[] => {
  const people = [...organisation.people.items()];
  if (source === 'graph')
    return people
      .filter((person) => subjectTypes?.includes(person.subjectType) ?? true)
      .map((person) => () => userSubject(world, person));
  return people.filter(isEntitled).map((person) => () => entitlement(world, person, []));
};

/** Groups without those of projects that exist and are left out. */
export const groupsOf = ({ organisation, projects }: Scope): Group[] => {
  const read = new Set(projects.map(({ project }) => project.id));
  const leftOut = [...organisation.projects.items()].filter(
    ({ id, state }) => state === 'wellFormed' && !read.has(id),
  );
  return [...organisation.groups.items()].filter(
    ({ domain }) => !leftOut.some(({ id }) => domain.endsWith(`/TeamProject/${id}`)),
  );
};

export const groupMembers = (scope: Scope): MakeItem[] => {
  const {
    world,
    organisation: { groups, people },
  } = scope;
  return groupsOf(scope).flatMap((group) =>
    [...group.members.items()].map(({ type, slot }) => () => {
      const [person, inner] = type === 'user' ? [people.at(slot)] : [undefined, groups.at(slot)];
      const subject = person ? userSubject(world, person) : inner && groupSubject(world, inner);
      return { ...subject, __group: groupSubject(world, group) };
    }),
  );
};
