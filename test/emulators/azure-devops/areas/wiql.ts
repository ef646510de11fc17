import { refuse } from '../evidence/answer.ts';
import { mix } from '../organisation/derive.ts';
import { someone } from '../organisation/people.ts';
import type { Project } from '../organisation/project.ts';
import type { WorkItem } from '../organisation/work-items.ts';
import { type EndpointCall, endpoint, itemResponse } from '../service/endpoint.ts';
import { badRequest } from '../service/errors.ts';
import { boundsOf } from '../wiql/bounds.ts';
import { compile, type QueryContext, sorterOf } from '../wiql/evaluate.ts';
import { fieldOf } from '../wiql/fields.ts';
import { parseWiql, type Wiql } from '../wiql/parser.ts';

const contextOf = (call: EndpointCall, project: Project | undefined): QueryContext => {
  const { organisation } = call;
  return {
    now: call.clock.now(),
    project: project?.name,
    timePrecision: call.query.flag('timePrecision'),
    areaPath: ({ project: owner, area }) =>
      [owner.name, ...(organisation.lists(owner).areas.at(area)?.trail ?? [])].join('\\'),
    assignedTo: ({ key }) =>
      mix(key, 53) % 4 === 0 ? '' : someone(organisation.world, organisation.people, mix(key, 54)).uniqueName,
  };
};

/** Work items in the order of ids within a project; a query that asks for more than `limit` throws. */
function* candidates(call: EndpointCall, wiql: Wiql, context: QueryContext): Generator<WorkItem> {
  const bounds = boundsOf(wiql.where, context.project);
  const test = compile(wiql.where, context);
  for (const project of call.visibleProjects()) {
    if (bounds.project !== undefined && project.name.toLowerCase() !== bounds.project) continue;
    const { workItems } = call.organisation.lists(project);
    for (
      let slot = call.organisation.firstWorkItemSlot(project, bounds.above);
      slot < workItems.slots();
      slot++
    ) {
      const item = workItems.at(slot);
      if (item && test(item)) yield item;
    }
  }
}

const isById = (order: Wiql['order']) =>
  order.length === 1 &&
  order[0]?.descending === false &&
  fieldOf(order[0].field).referenceName === 'System.Id';

const tooMany = (limit: number) => refuse('tooManyResults', limit);

const results = (call: EndpointCall, wiql: Wiql, context: QueryContext): WorkItem[] => {
  const top = call.query.integer('$top');
  if (top !== undefined && top < 1)
    throw badRequest('The value of $top is out of range.', 'ArgumentException');
  const isLimited = top !== undefined && top <= call.queryLimit;
  const oneProject = boundsOf(wiql.where, context.project).project !== undefined;
  const enough = isLimited && oneProject && isById(wiql.order) ? top : Number.POSITIVE_INFINITY;
  const found: WorkItem[] = [];
  for (const item of candidates(call, wiql, context)) {
    found.push(item);
    if (found.length >= enough) return found;
    if (!isLimited && found.length > call.queryLimit) throw tooMany(call.queryLimit);
  }
  return found.sort(sorterOf(wiql.order, context)).slice(0, top);
};

const answer = (call: EndpointCall, project: Project | undefined) => {
  const { core } = call.organisation.world.links;
  const { query } = call.json();
  if (typeof query !== 'string') throw badRequest('A query must be given.', 'ArgumentNullException');
  const wiql = parseWiql(query);
  const context = contextOf(call, project);
  const reference = (name: string) => {
    const { referenceName, name: display } = fieldOf(name);
    return { referenceName, name: display, url: `${core}/_apis/wit/fields/${referenceName}` };
  };
  const scope = project ? `${core}/${project.id}` : core;
  return itemResponse({
    queryType: 'flat',
    queryResultType: 'workItem',
    asOf: new Date(call.clock.now()).toISOString(),
    columns: wiql.columns.map(reference),
    sortColumns: wiql.order.map(({ field, descending }) => ({ field: reference(field), descending })),
    workItems: results(call, wiql, context).map(({ id }) => ({
      id,
      url: `${scope}/_apis/wit/workItems/${id}`,
    })),
  });
};

const shared = { area: 'core', version: '7.1', scope: 'vso.work', query: ['timePrecision', '$top'] } as const;

export const wiqlEndpoints = [
  endpoint({ ...shared, route: 'POST /_apis/wit/wiql', answer: (call) => answer(call, undefined) }),
  endpoint({
    ...shared,
    route: 'POST /{project}/_apis/wit/wiql',
    answer: (call) => answer(call, call.project()),
  }),
  endpoint({
    ...shared,
    route: 'POST /{project}/{team}/_apis/wit/wiql',
    answer(call) {
      call.team();
      return answer(call, call.project());
    },
  }),
];
