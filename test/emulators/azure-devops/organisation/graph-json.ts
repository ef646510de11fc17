import type { Group } from './groups.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

const linksOf = (world: World, kind: 'Users' | 'Groups', descriptor: string) => {
  const base = `${world.links.graph}/_apis/Graph`;
  return {
    self: { href: `${base}/${kind}/${descriptor}` },
    memberships: { href: `${base}/Memberships/${descriptor}` },
    membershipState: { href: `${base}/MembershipStates/${descriptor}` },
    storageKey: { href: `${base}/StorageKeys/${descriptor}` },
    ...(kind === 'Users' && {
      avatar: { href: `${world.links.core}/_apis/GraphProfile/MemberAvatars/${descriptor}` },
    }),
  };
};

const tenant = '45aa3d2d-7442-473d-b4d3-3c670da9dd96';

export const userSubject = (world: World, person: Person) => ({
  subjectKind: 'user',
  ...(person.subjectType !== 'svc' && { metaType: person.subjectType === 'msa' ? 'guest' : 'member' }),
  directoryAlias: person.alias,
  domain: person.subjectType === 'svc' ? 'LOCAL AUTHORITY' : tenant,
  principalName: person.principalName,
  mailAddress: person.mail,
  origin: person.subjectType === 'svc' ? 'vsts' : person.subjectType,
  originId: person.originId,
  displayName: person.displayName,
  _links: linksOf(world, 'Users', person.descriptor),
  url: `${world.links.graph}/_apis/Graph/Users/${person.descriptor}`,
  descriptor: person.descriptor,
});

/** A group has no mail: the service sends null. */
export const groupSubject = (world: World, group: Group) => ({
  subjectKind: 'group',
  description: group.description,
  ...(group.subjectType === 'aadgp' && { isCrossProject: true }),
  domain: group.domain,
  principalName: `[${group.scope}]\\${group.displayName}`,
  mailAddress: null,
  origin: group.subjectType === 'aadgp' ? 'aad' : 'vsts',
  originId: group.originId,
  displayName: group.displayName,
  _links: linksOf(world, 'Groups', group.descriptor),
  url: `${world.links.graph}/_apis/Graph/Groups/${group.descriptor}`,
  descriptor: group.descriptor,
});

const licences = {
  express: 'Basic',
  stakeholder: 'Stakeholder',
  advanced: 'Basic + Test Plans',
} as const;

/** Services have no entitlement. */
export const isEntitled = (person: Person) => person.subjectType !== 'svc';

export const entitlement = (world: World, person: Person, projects: readonly object[]) => ({
  id: person.id,
  user: userSubject(world, person),
  accessLevel: {
    licensingSource: 'account',
    accountLicenseType: person.licence,
    msdnLicenseType: 'none',
    licenseDisplayName: licences[person.licence],
    status: 'active',
    statusMessage: '',
    assignmentSource: 'unknown',
  },
  lastAccessedDate: person.lastSeen,
  dateCreated: person.created,
  projectEntitlements: projects,
  extensions: [],
  groupAssignments: [],
});
