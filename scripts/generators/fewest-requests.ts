/** Reasons why kinds take no fewer requests. A kind without a reason here stops the generator. */
export const fewestRequests: Readonly<Record<string, string>> = {
  project:
    'one page of all; with `defaultTeam` each, since no list of Azure DevOps says which team is a default',
  repository:
    'one list for all; what one project lists itself proves it, and a project of which it has nothing may be one that may not be read; an included file is one request, and looking first what there is would be one too',
  branch: 'branches are listed by repository alone',
  'repository-policy':
    "policies are listed by repository and branch; the list of a project has each policy's scope, of which one form of several was ever recorded, and nothing of whether a repository may be read",
  'pull-request':
    'a list for each status of a project, and an empty page behind it, which alone says that a list by offsets is over; of a repository that none of them shows its own list says whether it may be read',
  file: 'a named file is one request with its content; files that are searched for are one for their ids, since contents are asked for by these, and one for the contents of 64',
  folder: 'a folder is listed by its path, in one repository and branch',
  'advanced-security-alert':
    'alerts are listed by repository; where Advanced Security is off they are not asked for but once, to prove the list that says so',
  pipeline:
    'one list for each project, the only one that there is; definitions come 50 at a time, the first singly as well, to prove the list',
  'pipeline-run': 'runs are listed by pipeline alone',
  build: 'one list for each project; the changes of a build come by build alone',
  'pipeline-stage': 'a timeline comes by build alone',
  environment: 'environments are listed by project alone',
  'pipeline-deployment': 'deployments are listed by environment alone',
  release: 'one list for all, proven as that of repositories is',
  'release-definition': 'definitions are listed by project alone',
  'release-deployment': 'deployments are listed by project alone',
  'test-run':
    'results come by run alone (its number of tests says when these are all); runs are listed by project, and an empty page says that they are over',
  'work-item':
    'the ids of a project are one query, and 200 work items the most at once; a query for all projects ends at 20,000',
  'area-path': 'one tree for each project',
  team: 'one list for all, and the empty page behind it; members come by team alone',
  member: 'members come by team alone, in a list by offsets, which nothing but an empty page ends',
  board: 'boards are listed by team alone, and their columns come by board alone',
  column: 'none beyond those of `board`',
  iteration: 'iterations of a team come by team alone',
  user: 'as many pages as the service makes; memberships come by user alone',
  group: 'as many pages as the service makes',
  'group-member': 'memberships come by group alone',
  wiki: 'one list of wikis for all, proven as that of repositories is, then 100 pages of a wiki at the most; a whole page comes singly',
};
