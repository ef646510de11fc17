import type { Process } from './project.ts';

/** The work item types of a process, how often they occur, and their states from first to last. */
export interface WorkItemType {
  name: string;
  weight: number;
  states: readonly string[];
  /** The board that shows it. */
  board?: 'Epics' | 'Features' | 'Stories' | 'Backlog items';
}

const agile: readonly WorkItemType[] = [
  { name: 'Epic', weight: 2, states: ['New', 'Active', 'Resolved', 'Closed'], board: 'Epics' },
  { name: 'Feature', weight: 6, states: ['New', 'Active', 'Resolved', 'Closed'], board: 'Features' },
  { name: 'User Story', weight: 40, states: ['New', 'Active', 'Resolved', 'Closed'], board: 'Stories' },
  { name: 'Bug', weight: 22, states: ['New', 'Active', 'Resolved', 'Closed'], board: 'Stories' },
  { name: 'Task', weight: 30, states: ['New', 'Active', 'Closed', 'Removed'] },
];

const scrum: readonly WorkItemType[] = [
  { name: 'Epic', weight: 2, states: ['New', 'In Progress', 'Done'], board: 'Epics' },
  { name: 'Feature', weight: 6, states: ['New', 'In Progress', 'Done'], board: 'Features' },
  {
    name: 'Product Backlog Item',
    weight: 40,
    states: ['New', 'Approved', 'Committed', 'Done'],
    board: 'Backlog items',
  },
  { name: 'Bug', weight: 22, states: ['New', 'Approved', 'Committed', 'Done'], board: 'Backlog items' },
  { name: 'Task', weight: 30, states: ['To Do', 'In Progress', 'Done', 'Removed'] },
];

export const workItemTypes: Record<Process, readonly WorkItemType[]> = { Agile: agile, Scrum: scrum };

export const boardNames: Record<Process, readonly string[]> = {
  Agile: ['Epics', 'Features', 'Stories'],
  Scrum: ['Epics', 'Features', 'Backlog items'],
};
