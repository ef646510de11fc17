import type { Service } from '../grammar/grammar.ts';

const azureDevOps: readonly string[] = [
  'GET /_apis/projects',
  'GET /_apis/teams',
  'GET /_apis/projects/{project}/teams',
  'GET /_apis/projects/{project}/teams/{team}/members',
  'GET /{project}/_apis/git/repositories/{repository}/refs',
  'GET /{project}/_apis/git/pullrequests',
  'GET /{project}/_apis/git/repositories/{repository}/pullrequests',
  'GET /{project}/_apis/git/policy/configurations',
  'GET /{project}/_apis/build/builds',
  'GET /{project}/_apis/build/builds/{build}/changes',
  'GET /{project}/_apis/pipelines',
  'GET /{project}/_apis/distributedtask/environments',
  'GET /{project}/_apis/distributedtask/environments/{environment}/environmentdeploymentrecords',
  'GET /_apis/release/releases',
  'GET /{project}/_apis/release/releases',
  'GET /{project}/_apis/release/definitions',
  'GET /{project}/_apis/release/deployments',
  'GET /{project}/_apis/test/runs',
  'GET /{project}/_apis/test/runs/{run}/results',
  'POST /{project}/_apis/wiki/wikis/{wiki}/pagesbatch',
  'GET /_apis/graph/users',
  'GET /_apis/graph/groups',
  'GET /_apis/userentitlements',
  'GET /{project}/_apis/alert/repositories/{repository}/alerts',
];

/** Whether a route's lists come in several answers, so that a later one is a page and not the next parent's list. */
export const isPaged = (service: Service, route: string): boolean =>
  service === 'port' ? /datasource-entities|entities\/search/.test(route) : azureDevOps.includes(route);
