import { days, draw, isoDate, mix, uuid } from './derive.ts';
import type { Shelf } from './shelf.ts';
import { firstNames, lastNames } from './words.ts';
import type { World } from './world.ts';

export interface Person {
  slot: number;
  id: string;
  descriptor: string;
  displayName: string;
  /** Empty for the one who has none. */
  mail: string;
  principalName: string;
  originId: string;
  /** `aad` people, `msa` guests and `svc` services. */
  subjectType: 'aad' | 'msa' | 'svc';
  licence: 'express' | 'stakeholder' | 'advanced';
  created: string;
  lastSeen: string;
  alias: string;
}

/** An identity as it stands in other items. */
export interface IdentityRef {
  displayName: string;
  url: string;
  _links: { avatar: { href: string } };
  id: string;
  uniqueName: string;
  imageUrl: string;
  descriptor: string;
}

const plainMail = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^a-zA-Z. ]/g, '')
    .replaceAll(' ', '.')
    .toLowerCase();

const descriptorOf = (type: string, id: string) =>
  `${type}.${Buffer.from(id).toString('base64').replace(/=+$/, '')}`;

export const peopleOf = (world: World): Shelf<Person> =>
  world.shelf<Person>({
    kind: 'user',
    place: 'people',
    slots: world.scale.users,
    make: (slot, key) => {
      const d = draw(mix(key, slot));
      const name = `${d.pick(firstNames)} ${d.pick(lastNames)}${slot >= 200 ? ` ${slot}` : ''}`;
      const subjectType = slot % 16 === 9 ? 'msa' : slot % 24 === 11 ? 'svc' : 'aad';
      const id = uuid(key, slot);
      // Every list has one such: a service account without a mailbox.
      const mail =
        slot === 5 || subjectType === 'svc' ? '' : `${plainMail(name)}${slot}@${world.name}.example`;
      return {
        slot,
        id,
        descriptor: descriptorOf(subjectType, id),
        displayName: world.text(name, mix(key, slot, 2)),
        mail,
        principalName: mail || `${plainMail(name)}${slot}`,
        originId: uuid(mix(key, 1), slot),
        subjectType,
        licence: d.pick(['express', 'express', 'stakeholder', 'advanced'] as const),
        created: isoDate(world.now - (400 + d.below(900)) * days),
        lastSeen: isoDate(world.now - d.below(60 * days)),
        alias: plainMail(name),
      };
    },
    // The name stays: it stands in thousands of other items, which would change with it.
    keep: (person, revision) => {
      person.alias = `${person.alias.replace(/\.\d+$/, '')}.${revision}`;
      person.lastSeen = isoDate(world.now - revision);
    },
  });

const refs = new WeakMap<Person, IdentityRef>();

const refOf = (world: World, person: Person): IdentityRef => {
  const present = refs.get(person);
  if (present?.displayName === person.displayName) return present;
  const made = {
    displayName: person.displayName,
    url: `${world.links.graph}/_apis/Identities/${person.id}`,
    _links: { avatar: { href: `${world.links.core}/_apis/GraphProfile/MemberAvatars/${person.descriptor}` } },
    id: person.id,
    uniqueName: person.principalName,
    imageUrl: `${world.links.core}/_apis/GraphProfile/MemberAvatars/${person.descriptor}`,
    descriptor: person.descriptor,
  };
  refs.set(person, made);
  return made;
};

/** A person's reference, drawn by a key; who has left the organisation still stands in its items. */
export const someone = (world: World, people: Shelf<Person>, key: number): IdentityRef => {
  const first = mix(key, 21) % people.slots();
  for (let step = 0; step < people.slots(); step++) {
    const person = people.at((first + step) % people.slots());
    if (person) return refOf(world, person);
  }
  return nobody(world);
};

const nobody = (world: World): IdentityRef =>
  refOf(world, {
    slot: -1,
    id: '00000000-0000-0000-0000-000000000002',
    descriptor: 's2s.MDAwMDAwMDItMDAwMC04ODg4LTgwMDAtMDAwMDAwMDAwMDAw',
    displayName: 'Microsoft.VisualStudio.Services.TFS',
    mail: '',
    principalName: '00000002-0000-8888-8000-000000000000@2c895908-04e0-4952-89fd-54b0046d6288',
    originId: '',
    subjectType: 'svc',
    licence: 'express',
    created: '',
    lastSeen: '',
    alias: '',
  });

export const identityOf = refOf;
