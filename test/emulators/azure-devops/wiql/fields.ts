import type { WorkItem } from '../organisation/work-items.ts';
import { badRequest } from '../service/errors.ts';

export type FieldType = 'text' | 'number' | 'date' | 'path' | 'tags';

export interface Field {
  referenceName: string;
  /** The display name, which a query may use as well. */
  name: string;
  type: FieldType;
  /** The item's value; dates in milliseconds. */
  read(item: WorkItem, context: FieldContext): string | number | undefined;
}

export interface FieldContext {
  /** Names of an area from the project down, joined by backslashes. */
  areaPath(item: WorkItem): string;
  assignedTo(item: WorkItem): string;
}

const fields: Field[] = [
  { referenceName: 'System.Id', name: 'ID', type: 'number', read: (item) => item.id },
  {
    referenceName: 'System.TeamProject',
    name: 'Team Project',
    type: 'text',
    read: (item) => item.project.name,
  },
  {
    referenceName: 'System.WorkItemType',
    name: 'Work Item Type',
    type: 'text',
    read: (item) => item.type.name,
  },
  { referenceName: 'System.State', name: 'State', type: 'text', read: (item) => item.state },
  { referenceName: 'System.Title', name: 'Title', type: 'text', read: (item) => item.title },
  { referenceName: 'System.ChangedDate', name: 'Changed Date', type: 'date', read: (item) => item.changed },
  { referenceName: 'System.CreatedDate', name: 'Created Date', type: 'date', read: (item) => item.created },
  { referenceName: 'System.Tags', name: 'Tags', type: 'tags', read: (item) => item.tags.join('; ') },
  {
    referenceName: 'System.AreaPath',
    name: 'Area Path',
    type: 'path',
    read: (item, context) => context.areaPath(item),
  },
  {
    referenceName: 'System.IterationPath',
    name: 'Iteration Path',
    type: 'path',
    read: (item) => `${item.project.name}\\Sprint ${item.sprint + 1}`,
  },
  {
    referenceName: 'System.AssignedTo',
    name: 'Assigned To',
    type: 'text',
    read: (item, context) => context.assignedTo(item),
  },
  {
    referenceName: 'Microsoft.VSTS.Common.Priority',
    name: 'Priority',
    type: 'number',
    read: (item) => item.priority,
  },
];

const byName = new Map(
  fields.flatMap((field) => [
    [field.referenceName.toLowerCase(), field],
    [field.name.toLowerCase(), field],
  ]),
);

/** Throws the service's 400 for a field that does not exist. */
export const fieldOf = (name: string): Field => {
  const field = byName.get(name.toLowerCase());
  if (!field)
    throw badRequest(
      `TF51005: The query references a field that does not exist. The error is caused by «[${name}]».`,
      'WorkItemTrackingQueryException',
    );
  return field;
};
