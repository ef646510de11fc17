import type { Group } from '../organisation/groups.ts';
import type { Organisation } from '../organisation/organisation.ts';
import type { Person } from '../organisation/people.ts';

/** Subjects by descriptor, and the groups that each is in. */
export interface Directory {
  person(descriptor: string): Person | undefined;
  group(descriptor: string): Group | undefined;
  knows(descriptor: string): boolean;
  /** Descriptors of the groups that hold the subject directly. */
  above(descriptor: string): string[];
}

const build = (organisation: Organisation): Directory => {
  const people = new Map<string, Person>();
  const groups = new Map<string, Group>();
  const containers = new Map<string, string[]>();
  for (const person of organisation.people.items()) people.set(person.descriptor, person);
  for (const group of organisation.groups.items()) groups.set(group.descriptor, group);
  for (const group of groups.values())
    for (const { type, slot } of group.members.items()) {
      const member = (type === 'user' ? organisation.people : organisation.groups).at(slot)?.descriptor;
      if (member !== undefined) containers.set(member, [...(containers.get(member) ?? []), group.descriptor]);
    }
  return {
    person: (descriptor) => people.get(descriptor),
    group: (descriptor) => groups.get(descriptor),
    knows: (descriptor) => people.has(descriptor) || groups.has(descriptor),
    above: (descriptor) => containers.get(descriptor) ?? [],
  };
};

const built = new WeakMap<Organisation, { version: number; directory: Directory }>();

/** Made anew when the organisation has changed. */
export const directoryOf = (organisation: Organisation): Directory => {
  const { version } = organisation.world.changes;
  const present = built.get(organisation);
  if (present?.version === version) return present.directory;
  const directory = build(organisation);
  built.set(organisation, { version, directory });
  return directory;
};
