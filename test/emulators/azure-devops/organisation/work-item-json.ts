import type { AreaNode } from './areas.ts';
import { mix } from './derive.ts';
import { type Person, someone } from './people.ts';
import type { Shelf } from './shelf.ts';
import { describe, type WorkItem, workItemDates } from './work-items.ts';
import type { World } from './world.ts';

export type Expand = 'none' | 'relations' | 'fields' | 'links' | 'all';

const pathFields = (prefix: 'Area' | 'Iteration', names: string[]) =>
  Object.fromEntries(names.map((name, n) => [`System.${prefix}Level${n + 1}`, name]));

const boardFields = ({ type, state }: WorkItem) =>
  type.board === undefined ? {} : { 'System.BoardColumn': state, 'System.BoardColumnDone': false };

const numbersOf = ({ type, key }: WorkItem) => {
  if (type.name === 'Task') return { 'Microsoft.VSTS.Scheduling.RemainingWork': mix(key, 41) % 16 };
  if (type.name === 'Bug') return { 'Microsoft.VSTS.Common.Severity': `${1 + (mix(key, 42) % 4)} - Medium` };
  return { 'Microsoft.VSTS.Scheduling.Effort': 1 + (mix(key, 43) % 13) };
};

/** Fields that a read without `$expand` leaves out. */
const expandedFields = (item: WorkItem, area: AreaNode | undefined, sprint: string) => ({
  'System.Id': item.id,
  'System.AreaId': area?.id ?? 0,
  'System.NodeName': area?.trail.at(-1) ?? item.project.name,
  ...pathFields('Area', [item.project.name, ...(area?.trail ?? [])]),
  'System.Rev': 3 + item.revision,
  'System.RevisedDate': '9999-01-01T00:00:00Z',
  'System.IterationId': 5_000 + item.sprint,
  ...pathFields('Iteration', [item.project.name, sprint]),
  'System.PersonId': 77_331,
  'System.Watermark': item.id * 3,
  'System.IsDeleted': false,
});

const fieldsOf = (
  world: World,
  people: Shelf<Person>,
  item: WorkItem,
  area: AreaNode | undefined,
  all: boolean,
) => {
  const { created, changed } = workItemDates(item);
  const changedBy = someone(world, people, mix(item.key, 52));
  const sprint = `Sprint ${item.sprint + 1}`;
  return {
    ...(all && expandedFields(item, area, sprint)),
    'System.AreaPath': [item.project.name, ...(area?.trail ?? [])].join('\\'),
    'System.TeamProject': item.project.name,
    'System.IterationPath': `${item.project.name}\\${sprint}`,
    'System.WorkItemType': item.type.name,
    'System.State': item.state,
    'System.Reason': `Moved to state ${item.state}`,
    ...(mix(item.key, 53) % 4 !== 0 && {
      'System.AssignedTo': someone(world, people, mix(item.key, 54)),
    }),
    'System.CreatedDate': created,
    'System.CreatedBy': someone(world, people, mix(item.key, 51)),
    'System.ChangedDate': changed,
    'System.ChangedBy': changedBy,
    ...(all && { 'System.AuthorizedDate': changed, 'System.AuthorizedAs': changedBy }),
    'System.CommentCount': mix(item.key, 55) % 6,
    'System.Title': item.title,
    ...boardFields(item),
    'Microsoft.VSTS.Common.StateChangeDate': changed,
    'Microsoft.VSTS.Common.Priority': item.priority,
    'Microsoft.VSTS.Common.ValueArea': 'Business',
    ...numbersOf(item),
    'System.Description': describe(item),
    ...(item.tags.length > 0 && { 'System.Tags': item.tags.join('; ') }),
  };
};

const relationsOf = (world: World, item: WorkItem) => {
  const parent = Math.max(1, item.id - 1 - (mix(item.key, 61) % 40));
  return [
    {
      rel: 'System.LinkTypes.Hierarchy-Reverse',
      url: `${world.links.core}/${item.project.id}/_apis/wit/workItems/${parent}`,
      attributes: { isLocked: false, name: 'Parent' },
    },
  ];
};

const linksOf = (world: World, item: WorkItem) => {
  const base = `${world.links.core}/${item.project.id}/_apis/wit`;
  const self = `${base}/workItems/${item.id}`;
  return {
    self: { href: self },
    workItemUpdates: { href: `${self}/updates` },
    workItemRevisions: { href: `${self}/revisions` },
    workItemComments: { href: `${self}/comments` },
    html: { href: `${world.links.core}/${item.project.id}/_workitems/edit/${item.id}` },
    workItemType: { href: `${base}/workItemTypes/${encodeURIComponent(item.type.name)}` },
    fields: { href: `${base}/fields` },
  };
};

/** About 4 KB with `all`. */
export const workItemJson = (
  world: World,
  people: Shelf<Person>,
  item: WorkItem,
  area: AreaNode | undefined,
  expand: Expand,
) => ({
  id: item.id,
  rev: 3 + item.revision,
  fields: fieldsOf(world, people, item, area, expand === 'all' || expand === 'fields'),
  ...((expand === 'all' || expand === 'relations') && { relations: relationsOf(world, item) }),
  ...((expand === 'all' || expand === 'links') && { _links: linksOf(world, item) }),
  url: `${world.links.core}/${item.project.id}/_apis/wit/workItems/${item.id}`,
});
