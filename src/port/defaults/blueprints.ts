import type { Blueprint } from '../types.ts';

/** A property of a blueprint; `format` and more are among the other keys. */
type Property = { type: 'string' | 'number' | 'boolean'; title: string; [key: string]: unknown };

const text = (title: string, description?: string): Property => ({
  type: 'string',
  title,
  ...(description ? { description } : {}),
});
const formatted = (format: string, title: string, description?: string): Property => ({
  ...text(title, description),
  format,
});
const link = (title: string, description?: string): Property => ({
  ...formatted('url', title, description),
  icon: 'Link',
});

const blueprint = (
  identifier: string,
  title: string,
  description: string,
  properties: Record<string, Property>,
  relations: Blueprint['relations'] = {},
  mirrorProperties: Record<string, { title: string; path: string }> = {},
): Blueprint => ({
  identifier,
  title,
  description,
  icon: 'AzureDevops',
  schema: { properties, required: [] },
  mirrorProperties,
  calculationProperties: {},
  aggregationProperties: {},
  relations,
});

const toProject = (required: boolean) => ({
  project: { title: 'Project', target: 'azureDevopsProject', required, many: false },
});

const project = blueprint(
  'azureDevopsProject',
  'Azure DevOps project',
  'A project of an Azure DevOps organisation: where repositories, boards and releases live.',
  {
    state: text(
      'State',
      'Whether the project is ready for use: wellFormed, createPending, deleting and so on.',
    ),
    revision: text('Revision', 'Counts the changes made to the project’s settings.'),
    visibility: text('Visibility', 'Who may see the project: private, organization or public.'),
    defaultTeam: { ...text('Default team', 'The team that new members join first.'), icon: 'Team' },
    link: link('Link', 'The project in Azure DevOps.'),
  },
);

const repository = blueprint(
  'azureDevopsRepository',
  'Azure DevOps repository',
  'A Git repository, with the rules that protect its default branch.',
  {
    url: link('URL', 'The repository in Azure DevOps.'),
    readme: { ...formatted('markdown', 'README'), icon: 'Book' },
    codeowners: { ...formatted('markdown', 'Code owners'), icon: 'Team' },
    workItemLinking: {
      type: 'boolean',
      title: 'Work item required',
      description: 'A pull request must be linked to a work item.',
      default: false,
    },
    minimumApproverCount: {
      type: 'number',
      title: 'Reviewers required',
      description: 'So many must approve a pull request into the default branch.',
      default: 0,
    },
    slack: { ...link('Slack', 'Where to talk to those who own it.'), icon: 'Slack' },
    tier: {
      ...text('Tier', 'What depends on it.'),
      enum: ['Mission Critical', 'Customer Facing', 'Internal Service', 'Other'],
      enumColors: {
        'Mission Critical': 'turquoise',
        'Customer Facing': 'green',
        'Internal Service': 'darkGray',
        Other: 'yellow',
      },
    },
  },
  toProject(false),
  { defaultTeam: { title: 'Default team', path: 'project.defaultTeam' } },
);

/**
 * The type of a work item is any text: processes are customised, so there is no list of them. The column is optional,
 * since not every work item stands on a board.
 */
const workItem = blueprint(
  'azureDevopsWorkItem',
  'Azure DevOps work item',
  'A piece of work: a story, bug, task, feature or any type that the process defines.',
  {
    type: text('Type'),
    state: text('State'),
    reason: text('Reason', 'Why it is in this state.'),
    effort: {
      type: 'number',
      title: 'Effort',
      description: 'Effort or story points, as the process has it.',
    },
    description: formatted('markdown', 'Description'),
    link: link('Link', 'The work item in Azure DevOps.'),
    createdBy: { ...text('Created by'), icon: 'User' },
    changedBy: { ...text('Changed by'), icon: 'User' },
    createdDate: formatted('date-time', 'Created'),
    changedDate: formatted('date-time', 'Changed'),
  },
  {
    ...toProject(true),
    column: { title: 'Column', target: 'azureDevopsColumn', required: false, many: false },
  },
  { board: { title: 'Board', path: 'column.board.$title' } },
);

const board = blueprint(
  'azureDevopsBoard',
  'Azure DevOps board',
  'A team’s board, on which work items move from column to column.',
  { link: link('Link', 'The board in Azure DevOps.') },
  toProject(true),
);

const column = blueprint(
  'azureDevopsColumn',
  'Azure DevOps column',
  'A column of a board, for one type of work item.',
  {},
  { board: { title: 'Board', target: 'azureDevopsBoard', required: true, many: false } },
);

const release = blueprint(
  'azureDevopsRelease',
  'Azure DevOps release',
  'A release made from a classic release definition.',
  {
    status: text('Status'),
    reason: text('Reason', 'What started it: a person, a schedule, a build.'),
    createdBy: { ...text('Created by'), icon: 'User' },
    modifiedBy: { ...text('Modified by'), icon: 'User' },
    definitionName: text('Definition', 'The release definition that it was made from.'),
    createdDate: formatted('date-time', 'Created'),
    modifiedDate: formatted('date-time', 'Modified'),
    link: link('Link', 'The release in Azure DevOps.'),
  },
  toProject(true),
);

export const blueprints: readonly Blueprint[] = [project, repository, board, column, workItem, release];
