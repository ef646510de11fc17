import { refuse } from '../evidence/answer.ts';
import { areaTree } from '../organisation/areas.ts';
import { isoDate } from '../organisation/derive.ts';
import type { Project } from '../organisation/project.ts';
import { type Expand, workItemJson } from '../organisation/work-item-json.ts';
import type { WorkItem } from '../organisation/work-items.ts';
import { type EndpointCall, endpoint, itemResponse, listResponse } from '../service/endpoint.ts';
import { badRequest, ServiceError } from '../service/errors.ts';

const wit = 'Microsoft.TeamFoundation.WorkItemTracking.Server';
const expands = { none: 0, relations: 1, fields: 2, links: 3, all: 4 } as const;
const errorPolicies = { fail: 1, omit: 2 } as const;

const idsAsked = ({ query }: EndpointCall): number[] => {
  const ids = query.list('ids');
  if (!ids) throw badRequest('The ids of the work items must be given.', 'ArgumentNullException');
  if (ids.length > 200)
    throw new ServiceError(
      400,
      'VssPropertyValidationException',
      `VS403474: You requested ${ids.length} work items which exceeds the limit of 200.`,
      wit,
    );
  return ids.map((id) => {
    if (!/^\d{1,10}$/.test(id)) throw badRequest(`The value '${id}' is not valid for ids.`);
    return Number(id);
  });
};

/** Undefined where it is gone, in another project than the URL's or the token's, or vanished since the query. */
const find = (call: EndpointCall, id: number, projects: readonly Project[]): WorkItem | undefined => {
  const item = call.organisation.workItem(id);
  return item && !item.vanishes && projects.includes(item.project) ? item : undefined;
};

const pick = (fields: Record<string, unknown>, names: readonly string[]) => {
  const wanted = names.map((name) => name.toLowerCase());
  return Object.fromEntries(Object.entries(fields).filter(([name]) => wanted.includes(name.toLowerCase())));
};

const answer = (call: EndpointCall, projects: readonly Project[]) => {
  const { query, organisation } = call;
  const fields = query.list('fields');
  const asked = query.oneOf<Expand>('$expand', expands);
  if (fields && asked !== undefined && asked !== 'none' && asked !== 'links')
    throw badRequest(
      'The expand parameter can not be used with the fields parameter.',
      'ConflictingParametersException',
    );
  const omit = query.oneOf('errorPolicy', errorPolicies) === 'omit';
  const found = idsAsked(call).flatMap((id) => {
    const item = find(call, id, projects);
    if (!item && !omit) throw refuse('noWorkItem', id);
    // Null stands in the place of what is left out, as the published samples of this area show it.
    if (!item) return [null];
    const { areas } = organisation.lists(item.project);
    const expand = fields ? 'all' : (asked ?? 'none');
    const json = workItemJson(organisation.world, organisation.people, item, areas.at(item.area), expand);
    if (!fields) return [json];
    const { relations: _, _links, ...rest } = json;
    return [{ ...rest, fields: pick(json.fields, fields), ...(asked === 'links' && { _links }) }];
  });
  return listResponse(found);
};

const workItems = endpoint({
  route: 'GET /{project}/_apis/wit/workitems',
  area: 'core',
  version: '7.1',
  scope: 'vso.work',
  query: ['ids', 'fields', '$expand', 'errorPolicy'],
  notEmulated: ['asOf'],
  answer: (call) => answer(call, [call.project()]),
});

const workItemsOfAll = endpoint({
  ...workItems,
  route: 'GET /_apis/wit/workitems',
  answer: (call) => answer(call, call.visibleProjects()),
});

/** Deleted work items of the project among those asked for; what is no more in the bin is left out. */
const recycleBin = endpoint({
  route: 'GET /{project}/_apis/wit/recyclebin',
  area: 'core',
  version: '7.1',
  scope: 'vso.work',
  query: ['ids'],
  answer(call) {
    const asked = call.query.list('ids') && new Set(idsAsked(call));
    const { links } = call.organisation.world;
    const project = call.project();
    const { workItems } = call.lists();
    return listResponse(
      [...workItems.gone()]
        .filter(({ id }) => asked?.has(id) ?? true)
        .map(({ id, slot, title, type }) => ({
          id,
          name: title,
          type: type.name,
          project: project.name,
          deletedDate: isoDate(workItems.goneAt(slot) ?? call.organisation.world.now),
          url: `${links.core}/${project.id}/_apis/wit/recyclebin/${id}`,
        })),
    );
  },
});

const areaNodes = endpoint({
  route: 'GET /{project}/_apis/wit/classificationnodes/{group}',
  area: 'core',
  version: '7.1',
  scope: 'vso.work',
  query: ['$depth'],
  answer(call) {
    if (call.parameter('group').toLowerCase() !== 'areas') throw refuse('noAreas', 'structure group');
    const depth = call.query.integer('$depth') ?? 0;
    const tree = areaTree(call.organisation.world, call.project(), call.lists().areas, depth);
    if (!tree) throw refuse('noAreas', 'area node');
    return itemResponse(tree);
  },
});

export const witEndpoints = [recycleBin, workItems, workItemsOfAll, areaNodes];
