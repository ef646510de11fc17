import { entitlement, isEntitled } from '../organisation/graph-json.ts';
import type { Person } from '../organisation/people.ts';
import { type EndpointCall, endpoint, itemResponse } from '../service/endpoint.ts';
import { badRequest } from '../service/errors.ts';
import { pageSize, positionOf, readShelf, signatureOf, textToken } from '../service/paging.ts';

const selectable = ['license', 'extensions', 'projects', 'grouprules', 'all'];

const projectsOf = (call: EndpointCall) => {
  const asked = call.query.list('select')?.map((one) => one.toLowerCase()) ?? [];
  const wrong = asked.find((one) => !selectable.includes(one));
  if (wrong !== undefined)
    throw badRequest(`The value '${wrong}' is not valid for select.`, 'VssPropertyValidationException');
  if (!asked.includes('projects') && !asked.includes('all')) return () => [];
  const projects = call.visibleProjects();
  return (person: Person) => {
    const project = projects[person.slot % Math.max(1, projects.length)];
    return project
      ? [
          {
            group: { groupType: 'projectContributor', displayName: 'Contributors' },
            projectRef: { id: project.id, name: project.name },
            assignmentSource: 'unknown',
            teamRefs: [],
          },
        ]
      : [];
  };
};

const readerOf = (call: EndpointCall) => {
  const projects = projectsOf(call);
  return readShelf<Person, object>(call.organisation.people, {
    keep: isEntitled,
    map: (person) => entitlement(call.organisation.world, person, projects(person)),
  });
};

const total = ({ organisation }: EndpointCall) => [...organisation.people.items()].filter(isEntitled).length;

/** Versions below 7: pages by `top` and `skip`, the list under `value`, in version 6 under `members`. */
const bySkip = (call: EndpointCall) => {
  const limit = pageSize(call.query, { parameter: 'top', usual: 100, most: 10_000 });
  const skip = call.query.integer('skip') ?? 0;
  const { items } = readerOf(call)(undefined, skip + limit);
  const page = items.slice(skip);
  return itemResponse({ totalCount: total(call), [call.version < 600 ? 'value' : 'members']: page });
};

const userEntitlements = endpoint({
  route: 'GET /_apis/userentitlements',
  area: 'entitlements',
  version: '7.1',
  scope: 'vso.memberentitlementmanagement',
  servicesOnly: true,
  query: ['continuationToken', 'select', 'top', 'skip'],
  notEmulated: ['$filter', '$orderBy'],
  answer(call) {
    const { query, request, sizes } = call;
    if (call.version < 700) return bySkip(call);
    if (query.text('top') !== undefined || query.text('skip') !== undefined)
      throw badRequest('top and skip ended with version 6.', 'VssPropertyValidationException');
    const signature = signatureOf(request.url.pathname, query);
    const position = positionOf(query.text('continuationToken'), textToken, signature);
    const { items, next } = readerOf(call)(position, sizes.entitlements);
    return itemResponse({
      items,
      ...(next !== undefined && { continuationToken: textToken.write(next, signature) }),
      totalCount: total(call),
    });
  },
});

export const entitlementEndpoints = [userEntitlements];
