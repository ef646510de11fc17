const everything = { combinator: 'and', rules: [] };

const pie = (id: string, title: string, blueprint: string, property: string) => ({
  id,
  type: 'entities-pie-chart',
  title,
  blueprint,
  property: `property#${property}`,
  dataset: everything,
});

const count = (id: string, title: string, blueprint: string) => ({
  id,
  type: 'entities-number-chart',
  title,
  blueprint,
  unit: 'none',
  chartType: 'countEntities',
  func: 'count',
  dataset: everything,
});

const table = (id: string, title: string, blueprint: string) => ({
  id,
  type: 'table-entities-explorer',
  title,
  blueprint,
  dataset: everything,
});

const rows: { height: number; widgets: { id: string; [key: string]: unknown }[] }[] = [
  {
    height: 250,
    widgets: [
      count('projects', 'Projects', 'azureDevopsProject'),
      count('repositories', 'Repositories', 'azureDevopsRepository'),
      count('workItems', 'Work items', 'azureDevopsWorkItem'),
      count('releases', 'Releases', 'azureDevopsRelease'),
    ],
  },
  {
    height: 400,
    widgets: [
      pie('workItemsByState', 'Work items by state', 'azureDevopsWorkItem', 'state'),
      pie('workItemsByType', 'Work items by type', 'azureDevopsWorkItem', 'type'),
      pie(
        'repositoriesByReviewers',
        'Repositories by reviewers required',
        'azureDevopsRepository',
        'minimumApproverCount',
      ),
    ],
  },
  { height: 500, widgets: [table('repositoryTable', 'Repositories', 'azureDevopsRepository')] },
];

/** Port's dashboards are twelve columns wide. */
const width = 12;

/** A dashboard. Port makes a page for every blueprint by itself. */
export const pages = [
  {
    identifier: 'azure_devops_overview',
    title: 'Azure DevOps',
    icon: 'AzureDevops',
    type: 'dashboard',
    widgets: [
      {
        id: 'azureDevopsDashboard',
        type: 'dashboard-widget',
        layout: rows.map(({ height, widgets }) => ({
          height,
          columns: widgets.map(({ id }) => ({ id, size: width / widgets.length })),
        })),
        widgets: rows.flatMap(({ widgets }) => widgets),
      },
    ],
  },
];
