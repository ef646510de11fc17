import { refuse } from '../evidence/answer.ts';
import { definitionItem, definitionListItem } from '../organisation/pipelines.ts';
import { endpoint, itemResponse } from '../service/endpoint.ts';
import { notEmulated } from '../service/errors.ts';
import { tokenPage } from '../service/pages.ts';
import { readShelf } from '../service/paging.ts';

const orders = {
  none: 0,
  lastModifiedAscending: 1,
  lastModifiedDescending: 2,
  definitionNameAscending: 3,
  definitionNameDescending: 4,
} as const;

const definitions = endpoint({
  route: 'GET /{project}/_apis/build/definitions',
  area: 'core',
  version: '7.1',
  scope: 'vso.build',
  query: ['name', 'queryOrder', 'definitionIds', 'includeAllProperties', '$top', 'continuationToken'],
  notEmulated: [
    'repositoryId',
    'repositoryType',
    'minMetricsTime',
    'path',
    'builtAfter',
    'notBuiltAfter',
    'includeLatestBuilds',
    'taskIdFilter',
    'processType',
    'yamlFilename',
  ],
  answer(call) {
    const { query, organisation } = call;
    if ((query.oneOf('queryOrder', orders) ?? 'none') !== 'none')
      throw notEmulated('an order of definitions');
    const name = query.text('name')?.toLowerCase();
    const ids = query.list('definitionIds')?.map(Number);
    const itemOf = query.flag('includeAllProperties') ? definitionItem : definitionListItem;
    return tokenPage(
      call,
      { size: { parameter: '$top', usual: 10_000 }, token: 'text' },
      readShelf(call.lists().pipelines, {
        keep: (pipeline) =>
          !pipeline.definitionIsGone &&
          (name === undefined || pipeline.name.toLowerCase() === name) &&
          (ids?.includes(pipeline.id) ?? true),
        // "The full definitions" by the specification; nobody has recorded some.
        map: (pipeline) => itemOf(organisation.world, organisation.people, pipeline),
      }),
    );
  },
});

const definition = endpoint({
  route: 'GET /{project}/_apis/build/definitions/{definition}',
  area: 'core',
  version: '7.1',
  scope: 'vso.build',
  query: ['includeLatestBuilds'],
  notEmulated: ['revision', 'minMetricsTime', 'propertyFilters'],
  answer(call) {
    const { world, people } = call.organisation;
    const id = Number(call.parameter('definition'));
    for (const pipeline of call.lists().pipelines.items())
      if (pipeline.id === id && !pipeline.definitionIsGone)
        return itemResponse(definitionItem(world, people, pipeline));
    throw refuse('noDefinition', call.parameter('definition'));
  },
});

export const definitionEndpoints = [definitions, definition];
