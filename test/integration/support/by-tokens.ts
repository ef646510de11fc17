/** Lists by tokens: a kind, what is mapped of an item, and the end of the route. Each project has a list of its own. */
export const byTokens = [
  ['branch', '.__repository.id + "/" + .objectId', /\/refs$/],
  ['repository-policy', '.__repository.id + "/" + (.id | tostring)', /\/policy\/configurations$/],
  ['pipeline', '.id | tostring', /\/pipelines$/],
  ['build', '.id | tostring', /\/build\/builds$/],
  ['environment', '.id | tostring', /\/environments$/],
  ['pipeline-deployment', '.id | tostring', /\/environmentdeploymentrecords$/],
  ['release', '.id | tostring', /\{project\}\/_apis\/release\/releases$/],
  ['release-definition', '.id | tostring', /\/release\/definitions$/],
  ['release-deployment', '.id | tostring', /\/release\/deployments$/],
  ['test-run', '.id | tostring', /\/test\/runs$/, { minTimeInDays: 100 }],
  ['advanced-security-alert', '.alertId | tostring', /\/alerts$/],
  ['wiki', '.__wiki.id + "/" + (.id | tostring)', /\/pagesbatch$/],
  ['user', '.descriptor', /\/graph\/users$/, { source: 'graph' }],
  ['user', '.id', /\/userentitlements$/],
  ['group', '.descriptor', /\/graph\/groups$/],
] as const satisfies [string, string, RegExp, object?][];

/** A scale at which each of these lists has several items. */
export const several = {
  projects: 2,
  users: 6,
  teamsPerProject: 3,
  repositoriesPerProject: 2,
  branchesPerRepository: 5,
  policiesPerRepository: 5,
  alertsPerRepository: 5,
  pipelinesPerProject: 5,
  buildsPerProject: 6,
  environmentsPerProject: 5,
  deploymentsPerEnvironment: 5,
  releasesPerProject: 5,
  releaseDefinitionsPerProject: 5,
  deploymentsPerRelease: 2,
  testRunsPerProject: 60,
  pagesPerWiki: 105,
};
