import type { AreaNode } from './areas.ts';
import { mix, uuid } from './derive.ts';
import { type Person, someone } from './people.ts';
import type { Shelf } from './shelf.ts';
import { describe, type WorkItem, workItemDates } from './work-items.ts';
import type { World } from './world.ts';

export type Expand = 'none' | 'relations' | 'fields' | 'links' | 'all';

/** Filled one by one: that many names in one literal with spreads take three times as long. */
type Fields = Record<string, unknown>;

const setPath = (fields: Fields, kind: 'Area' | 'Iteration', names: readonly string[]) => {
  names.forEach((name, n) => {
    fields[`System.${kind}Level${n + 1}`] = name;
  });
};

/** Fields that a read without `$expand` leaves out. */
const setExpanded = (
  fields: Fields,
  item: WorkItem,
  trail: readonly string[],
  areaId: number,
  sprint: string,
) => {
  const { name } = item.project;
  fields['System.Id'] = item.id;
  fields['System.AreaId'] = areaId;
  fields['System.NodeName'] = trail.at(-1) ?? name;
  setPath(fields, 'Area', [name, ...trail]);
  fields['System.Rev'] = 3 + item.revision;
  fields['System.RevisedDate'] = '9999-01-01T00:00:00Z';
  fields['System.IterationId'] = 5_000 + item.sprint;
  setPath(fields, 'Iteration', [name, sprint]);
  fields['System.PersonId'] = 77_331;
  fields['System.Watermark'] = item.id * 3;
  fields['System.IsDeleted'] = false;
};

const setOfType = (fields: Fields, { type, key, state }: WorkItem) => {
  if (type.board !== undefined) {
    fields['System.BoardColumn'] = state;
    fields['System.BoardColumnDone'] = false;
  }
  if (type.name === 'Task') fields['Microsoft.VSTS.Scheduling.RemainingWork'] = mix(key, 41) % 16;
  else if (type.name === 'Bug')
    fields['Microsoft.VSTS.Common.Severity'] = `${1 + (mix(key, 42) % 4)} - Medium`;
  else fields['Microsoft.VSTS.Scheduling.Effort'] = 1 + (mix(key, 43) % 13);
};

const fieldsOf = (
  world: World,
  people: Shelf<Person>,
  item: WorkItem,
  area: AreaNode | undefined,
  all: boolean,
): Fields => {
  const { key, project } = item;
  const { created, changed } = workItemDates(item);
  const changedBy = someone(world, people, mix(key, 52));
  const sprint = `Sprint ${item.sprint + 1}`;
  const trail = area?.trail ?? [];
  const fields: Fields = {};
  if (all) setExpanded(fields, item, trail, area?.id ?? 0, sprint);
  fields['System.AreaPath'] = [project.name, ...trail].join('\\');
  fields['System.TeamProject'] = project.name;
  fields['System.IterationPath'] = `${project.name}\\${sprint}`;
  fields['System.WorkItemType'] = item.type.name;
  fields['System.State'] = item.state;
  fields['System.Reason'] = `Moved to state ${item.state}`;
  if (mix(key, 53) % 4 !== 0) fields['System.AssignedTo'] = someone(world, people, mix(key, 54));
  fields['System.CreatedDate'] = created;
  fields['System.CreatedBy'] = someone(world, people, mix(key, 51));
  fields['System.ChangedDate'] = changed;
  fields['System.ChangedBy'] = changedBy;
  if (all) {
    fields['System.AuthorizedDate'] = changed;
    fields['System.AuthorizedAs'] = changedBy;
  }
  fields['System.CommentCount'] = mix(key, 55) % 6;
  fields['System.Title'] = item.title;
  fields['Microsoft.VSTS.Common.StateChangeDate'] = changed;
  fields['Microsoft.VSTS.Common.Priority'] = item.priority;
  fields['Microsoft.VSTS.Common.ValueArea'] = 'Business';
  setOfType(fields, item);
  fields['System.Description'] = describe(item);
  if (item.tags.length > 0) fields['System.Tags'] = item.tags.join('; ');
  return fields;
};

const attachmentOf = (world: World, item: WorkItem) => {
  const { created } = workItemDates(item);
  return {
    rel: 'AttachedFile',
    url: `${world.links.core}/${item.project.id}/_apis/wit/attachments/${uuid(item.key, 63)}`,
    attributes: {
      authorizedDate: created,
      id: item.id * 2,
      resourceCreatedDate: created,
      resourceModifiedDate: created,
      revisedDate: '9999-01-01T00:00:00Z',
      comment: 'Spec for the work',
      name: 'Spec.txt',
    },
  };
};

const relationsOf = (world: World, item: WorkItem) => {
  const parent = Math.max(1, item.id - 1 - (mix(item.key, 61) % 40));
  return [
    {
      rel: 'System.LinkTypes.Hierarchy-Reverse',
      url: `${world.links.core}/${item.project.id}/_apis/wit/workItems/${parent}`,
      attributes: { isLocked: false, name: 'Parent', comment: 'decomposition of work' },
    },
    ...(mix(item.key, 62) % 5 === 0 ? [attachmentOf(world, item)] : []),
  ];
};

const linksOf = (world: World, item: WorkItem) => {
  const base = `${world.links.core}/${item.project.id}/_apis/wit`;
  const self = `${base}/workItems/${item.id}`;
  return {
    self: { href: self },
    workItemUpdates: { href: `${self}/updates` },
    workItemRevisions: { href: `${self}/revisions` },
    workItemHistory: { href: `${self}/history` },
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
