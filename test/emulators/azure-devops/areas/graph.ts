import { refuse } from '../evidence/answer.ts';
import { groupSubject, userSubject } from '../organisation/graph-json.ts';
import type { GroupMember } from '../organisation/groups.ts';
import type { Organisation } from '../organisation/organisation.ts';
import { type EndpointCall, endpoint, listResponse } from '../service/endpoint.ts';
import { badRequest } from '../service/errors.ts';
import { tokenPage } from '../service/pages.ts';
import { readShelf } from '../service/paging.ts';
import { directoryOf } from './directory.ts';

const version = '7.1-preview.1';
const scope = 'vso.graph';

const page = (call: EndpointCall) =>
  ({
    size: { parameter: undefined, usual: call.sizes.graph },
    token: 'text',
    uneven: call.sizes.uneven,
  }) as const;

const ofTypes = (call: EndpointCall) => {
  const types = call.query.list('subjectTypes')?.map((type) => type.toLowerCase());
  return (subject: { subjectType: string }) => types?.includes(subject.subjectType) ?? true;
};

const subjectPage = <Subject extends { subjectType: string }>(
  call: EndpointCall,
  shelf: Parameters<typeof readShelf<Subject, object>>[0],
  toJson: (world: Organisation['world'], subject: Subject) => object,
) =>
  tokenPage(
    call,
    page(call),
    readShelf<Subject, object>(shelf, {
      keep: ofTypes(call),
      map: (subject) => toJson(call.organisation.world, subject),
    }),
  );

const users = endpoint({
  route: 'GET /_apis/graph/users',
  area: 'graph',
  version,
  scope,
  query: ['subjectTypes', 'continuationToken'],
  notEmulated: ['scopeDescriptor'],
  answer: (call) => subjectPage(call, call.organisation.people, userSubject),
});

const groups = endpoint({
  route: 'GET /_apis/graph/groups',
  area: 'graph',
  version,
  scope,
  query: ['subjectTypes', 'continuationToken'],
  notEmulated: ['scopeDescriptor'],
  answer: (call) => subjectPage(call, call.organisation.groups, groupSubject),
});

const descriptorOf = (organisation: Organisation, member: GroupMember): string | undefined =>
  (member.type === 'user' ? organisation.people : organisation.groups).at(member.slot)?.descriptor;

const membership = (call: EndpointCall, containerDescriptor: string, memberDescriptor: string) => {
  const base = `${call.organisation.world.links.graph}/_apis/Graph`;
  return {
    containerDescriptor,
    memberDescriptor,
    _links: {
      self: { href: `${base}/Memberships/${memberDescriptor}/${containerDescriptor}` },
      member: { href: `${base}/Users/${memberDescriptor}` },
      container: { href: `${base}/Groups/${containerDescriptor}` },
    },
  };
};

const memberships = endpoint({
  route: 'GET /_apis/graph/memberships/{subject}',
  area: 'graph',
  version,
  scope,
  query: ['direction', 'depth'],
  answer(call) {
    const { organisation, query } = call;
    const descriptor = call.parameter('subject');
    const directory = directoryOf(organisation);
    if (!directory.knows(descriptor)) throw refuse('noSubject', descriptor);
    if ((query.integer('depth') ?? 1) !== 1) throw badRequest('Only a depth of 1 is supported.');
    if ((query.oneOf('direction', ['unknown', 'up', 'down']) ?? 'up') !== 'down')
      return listResponse(directory.above(descriptor).map((group) => membership(call, group, descriptor)));
    const group = directory.group(descriptor);
    const members = [...(group?.members.items() ?? [])].flatMap(
      (one) => descriptorOf(organisation, one) ?? [],
    );
    return listResponse(members.map((member) => membership(call, descriptor, member)));
  },
});

const subjectLookup = endpoint({
  route: 'POST /_apis/graph/subjectlookup',
  area: 'graph',
  version,
  scope,
  answer(call) {
    const { organisation } = call;
    const { lookupKeys } = call.json();
    if (!Array.isArray(lookupKeys))
      throw badRequest('The lookupKeys must be given.', 'ArgumentNullException');
    if (lookupKeys.length > 500)
      throw badRequest('VS860050: At most 500 lookup keys are allowed.', 'GraphBadRequestException');
    const directory = directoryOf(organisation);
    const found = new Map<string, object>();
    for (const { descriptor } of lookupKeys as { descriptor?: unknown }[]) {
      if (typeof descriptor !== 'string')
        throw badRequest('A descriptor is missing.', 'ArgumentNullException');
      const [group, person] = [directory.group(descriptor), directory.person(descriptor)];
      if (group) found.set(descriptor, groupSubject(organisation.world, group));
      if (person) found.set(descriptor, userSubject(organisation.world, person));
    }
    return { status: 200, body: { count: found.size, value: Object.fromEntries(found) } };
  },
});

export const graphEndpoints = [users, groups, memberships, subjectLookup];
