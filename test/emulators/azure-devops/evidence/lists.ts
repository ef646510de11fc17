import type { Source } from './types.ts';

const CLI = 'Azure/azure-devops-cli-extension, integrationtests/recordings';
const FAROS = 'faros-ai/airbyte-connectors, azure source';
const VSTEAM = 'MethodsAndPractices/vsteam, Tests/SampleFiles';
const OFFICIAL = 'microsoft/azure-devops-node-api 17, VsoClient';
const OCEAN = 'port-labs/ocean, integrations/azure-devops, AzureDevopsClient';
const SCM = 'drone/go-scm, scm/driver/azure/testdata';
/** Microsoft's own, of 2014 to 2017, of which its samples beside the OpenAPI files were made. */
const PAGES = 'MicrosoftDocs/azure-devops-docs, docs/integrate/previous-apis/*/_data';
/** A client of 2024, which made numbers of results, and other text of dates. */
const DASHBOARD = 'SixPivot/AzureDevopsDeploymentDashboard, extension/src/tests/testData';
/** One alert of each type, of 2024. */
const ALERTS = 'microsoft/GHAzDO-Resources, src/api-docs';
const RESTORE = 'MicrosoftDocs/azure-devops-docs, the page "Restore a deleted wiki"';
const FACTORY = 'Open-Factory-Digital/openfactory-core, tests of its boards and environments';
const BOARDHOP = 'kammcs/boardhop, research/20-wiki and research/spikes';
const recorded = (place: string): Source => ({ seen: 'recorded', in: place });
/** An answer as met by its author, who left out the parts that he did not need. */
const quoted = (place: string): Source => ({ seen: 'quoted', in: place });
const documented: Source = { seen: 'documented', in: "Microsoft's samples beside the OpenAPI files" };
const unrecorded: Source = { seen: 'unrecorded' };

/** Evidence for the success of each route. */
export const successes: Record<string, Source> = {
  'GET /_apis/resourceAreas': recorded(CLI),
  'GET /_apis/resourceAreas/{area}': documented,
  'GET /_apis/connectionData': recorded(CLI),
  'OPTIONS /_apis': recorded(CLI),
  'OPTIONS /_apis/{area}': { seen: 'counted on', in: OFFICIAL },
  'GET /_apis/projects': recorded(CLI),
  'GET /_apis/projects/{project}': recorded(CLI),
  'GET /_apis/projects/{project}/properties': recorded(PAGES),
  'GET /_apis/teams': recorded(FAROS),
  'GET /_apis/projects/{project}/teams': recorded(FAROS),
  'GET /_apis/projects/{project}/teams/{team}/members': recorded(FAROS),
  'GET /{project}/_apis/git/repositories': recorded(CLI),
  'GET /_apis/git/repositories': recorded(PAGES),
  'GET /{project}/_apis/git/repositories/{repository}': recorded(CLI),
  'GET /_apis/git/repositories/{repository}': recorded(PAGES),
  'GET /{project}/_apis/git/repositories/{repository}/refs': recorded(CLI),
  'GET /{project}/_apis/git/repositories/{repository}/pullrequests': recorded(CLI),
  'GET /{project}/_apis/git/pullrequests': recorded(PAGES),
  'GET /{project}/_apis/git/repositories/{repository}/pullrequests/{pullRequest}': recorded(CLI),
  'GET /{project}/_apis/git/recycleBin/repositories': quoted(RESTORE),
  'GET /{project}/_apis/git/deletedrepositories': documented,
  'GET /{project}/_apis/git/policy/configurations': documented,
  'GET /{project}/_apis/git/repositories/{repository}/commits/{commit}': recorded(VSTEAM),
  'GET /{project}/_apis/git/repositories/{repository}/items': recorded(SCM),
  'GET /_apis/git/repositories/{repository}/items': { seen: 'counted on', in: OCEAN },
  'POST /{project}/_apis/git/repositories/{repository}/itemsbatch': recorded(PAGES),
  'POST /{project}/_apis/git/repositories/{repository}/blobs': unrecorded,
  'GET /{project}/_apis/git/repositories/{repository}/pushes': recorded(PAGES),
  'GET /{project}/_apis/git/repositories/{repository}/diffs/commits': recorded(PAGES),
  'GET /{project}/{team}/_apis/work/boards': recorded(PAGES),
  'GET /{project}/{team}/_apis/work/boards/{board}': recorded(PAGES),
  'GET /{project}/{team}/_apis/work/teamsettings/iterations': recorded(CLI),
  'GET /{project}/{team}/_apis/work/teamsettings/teamfieldvalues': recorded(CLI),
  'GET /{project}/_apis/wit/workitems': recorded(PAGES),
  'GET /_apis/wit/workitems': recorded(CLI),
  'GET /{project}/_apis/wit/recyclebin': documented,
  'GET /{project}/_apis/wit/classificationnodes/{group}': recorded(CLI),
  'POST /_apis/wit/wiql': recorded(CLI),
  'POST /{project}/_apis/wit/wiql': recorded(VSTEAM),
  'POST /{project}/{team}/_apis/wit/wiql': documented,
  'GET /{project}/_apis/build/builds': recorded(CLI),
  'GET /{project}/_apis/build/builds/{build}/changes': recorded(PAGES),
  'GET /{project}/_apis/build/builds/{build}/timeline': recorded(VSTEAM),
  'GET /{project}/_apis/build/builds/{build}/timeline/{timeline}': recorded(VSTEAM),
  'GET /{project}/_apis/build/definitions': recorded(CLI),
  'GET /{project}/_apis/build/definitions/{definition}': recorded(CLI),
  'GET /{project}/_apis/pipelines': recorded(FAROS),
  'GET /{project}/_apis/pipelines/{pipeline}/runs': recorded(FAROS),
  'GET /{project}/_apis/distributedtask/environments': recorded(DASHBOARD),
  'GET /{project}/_apis/distributedtask/environments/{environment}/environmentdeploymentrecords':
    recorded(DASHBOARD),
  'GET /{project}/_apis/pipelines/environments': {
    seen: 'counted on',
    in: 'WeAreInSpark/AzureDevOpsPowerShellAPI, Get-AzDoEnvironment',
  },
  'GET /{project}/_apis/pipelines/environments/{environment}/environmentdeploymentrecords': unrecorded,
  'GET /{project}/_apis/release/releases': recorded(VSTEAM),
  'GET /_apis/release/releases': documented,
  'GET /{project}/_apis/release/definitions': recorded(VSTEAM),
  'GET /{project}/_apis/release/deployments': documented,
  'GET /{project}/_apis/test/runs': recorded(PAGES),
  'GET /{project}/_apis/test/runs/{run}': recorded(PAGES),
  'GET /{project}/_apis/test/runs/{run}/results': recorded(PAGES),
  'GET /{project}/_apis/test/codecoverage': recorded(PAGES),
  'GET /{project}/_apis/wiki/wikis': recorded(CLI),
  'GET /_apis/wiki/wikis': documented,
  'POST /{project}/_apis/wiki/wikis/{wiki}/pagesbatch': quoted(BOARDHOP),
  'GET /{project}/_apis/wiki/wikis/{wiki}/pages/{page}': quoted(BOARDHOP),
  'GET /{project}/_apis/wiki/wikis/{wiki}/pages': recorded(CLI),
  'GET /_apis/graph/users': recorded(VSTEAM),
  'GET /_apis/graph/groups': recorded(CLI),
  'GET /_apis/graph/memberships/{subject}': recorded(CLI),
  'POST /_apis/graph/subjectlookup': recorded(CLI),
  'GET /_apis/userentitlements': recorded(CLI),
  'GET /{project}/_apis/alert/repositories/{repository}/alerts': recorded(ALERTS),
  'GET /{project}/_apis/management/repositories/{repository}/enablement': quoted(
    'QloudLTD/attestward, collect/azuredevops/pipelinehistory/enablement (its third revision)',
  ),
  'GET /{project}/_apis/management/enablement': unrecorded,
  'GET /_apis/management/enablement': quoted('AZDOPS/AZDOPS, Get-ADOPSOrganizationAdvancedSecurity.Tests'),
  'GET /_apis/hooks/subscriptions': recorded(PAGES),
  'POST /_apis/hooks/subscriptions': recorded(PAGES),
  'PUT /_apis/hooks/subscriptions/{subscription}': recorded(PAGES),
  'DELETE /_apis/hooks/subscriptions/{subscription}': recorded(PAGES),
  'GET /_apis/hooks/publishers/{publisher}/eventtypes': recorded(PAGES),
  'POST /_apis/security/permissionevaluationbatch': documented,
};

/** A trait of successes that was seen, beside what their specification says. */
export interface Seen {
  routes: readonly string[];
  what: string;
  source: Source;
}

export const seen: readonly Seen[] = [
  {
    routes: ['GET /_apis/teams', 'GET /_apis/projects/{project}/teams'],
    what: '720 teams where 1,000 were asked for, the rest with $skip: pageSizes.skip',
    source: { seen: 'quoted', in: 'microsoft/azure-devops-mcp, issue 141' },
  },
  {
    routes: ['GET /{project}/_apis/git/repositories/{repository}/pullrequests'],
    what: '1,000 pull requests where 5,000 were asked for: pageSizes.skip',
    source: unrecorded,
  },
  {
    routes: ['GET /{project}/_apis/build/builds/{build}/timeline'],
    what: '"records": null, with an id and lastChangedBy, of a build without stages; 204 before it starts',
    source: { seen: 'recorded', in: `${VSTEAM}/buildTimelineEmptyRecords.json` },
  },
  {
    routes: ['GET /{project}/_apis/build/builds/{build}/timeline'],
    what: '204 of a build that ended in the moment that it began, with what is wrong with its YAML as validationResults; of one that was cancelled before its first stage, too',
    source: quoted(
      'lewing/helix.mcp, issue 105; kammcs/boardhop, research/spikes/results; a public page on the builds of .NET, by its words "YAML pre-flight rejection"',
    ),
  },
  {
    routes: ['GET /_apis/graph/users', 'GET /_apis/graph/groups'],
    what: 'pages of uneven sizes (495, then 33, both with a token), empty ones among them: pageSizes.uneven',
    source: { seen: 'quoted', in: 'MicrosoftDocs/vsts-rest-api-specs, issue 155 (sizes)' },
  },
  {
    routes: ['GET /{project}/_apis/git/repositories/{repository}/items'],
    what: 'a folder’s list: the folder first, then what is in it, each with its objectId',
    source: recorded(`${SCM}/content_list.json`),
  },
  {
    routes: ['POST /{project}/_apis/git/repositories/{repository}/itemsbatch'],
    what: 'a list for each place in the order of the question, the place first, it alone with contentMetadata',
    source: recorded(PAGES),
  },
  {
    routes: [
      'GET /{project}/_apis/git/repositories/{repository}/items',
      'POST /{project}/_apis/git/repositories/{repository}/itemsbatch',
    ],
    what: 'the version in the URL of an item, where one was asked for, and none where not',
    source: recorded(PAGES),
  },
  {
    routes: ['GET /{project}/_apis/test/runs'],
    what: 'project, with its id, in each run with includeRunDetails, and in none without',
    source: recorded(PAGES),
  },
  {
    routes: ['GET /{project}/_apis/test/codecoverage'],
    what: 'an empty project in the configuration, and block data as one text',
    source: recorded(PAGES),
  },
  {
    routes: ['GET /{project}/_apis/release/definitions'],
    what: 'environments in each definition with $expand=environments',
    source: recorded(PAGES),
  },
  {
    routes: ['GET /{project}/_apis/wit/workitems'],
    what: '_links, fields and relations in each work item with $expand=all',
    source: recorded(PAGES),
  },
  {
    routes: ['GET /{project}/_apis/git/pullrequests'],
    what: 'the newest first, each with its status and repository.project.id',
    source: recorded(PAGES),
  },
  {
    routes: ['GET /{project}/{team}/_apis/work/boards/{board}'],
    what: 'columns from incoming to outgoing, isSplit and a description in those between; null for the first row’s name',
    source: recorded(PAGES),
  },
  {
    routes: ['GET /_apis/hooks/subscriptions'],
    what: 'no status where it is enabled',
    source: recorded(PAGES),
  },
  {
    routes: ['GET /{project}/_apis/pipelines/{pipeline}/runs'],
    what: 'runs by falling id; one pipeline with the address of its project and revision',
    source: recorded(`${FAROS}, test_files/runs.json (its client turned words into numbers)`),
  },
  {
    routes: ['GET /{project}/_apis/distributedtask/environments/{environment}/environmentdeploymentrecords'],
    what: '25 records where no number is asked for, and the rest by the token in the header',
    source: quoted('microsoft/azure-devops-node-api, issue 623'),
  },
  {
    routes: ['GET /{project}/_apis/distributedtask/environments/{environment}/environmentdeploymentrecords'],
    what: 'a record from the moment its job is queued: no result and no finishTime until it ends',
    source: quoted(FACTORY),
  },
  {
    routes: ['GET /{project}/_apis/distributedtask/environments'],
    what: 'environments by name, each with the id of its project and null for the name of it',
    source: recorded(DASHBOARD),
  },
  {
    routes: ['GET /{project}/_apis/distributedtask/environments/{environment}/environmentdeploymentrecords'],
    what: 'the newest first, with environmentId, scopeId (the project) and the addresses of run and definition',
    source: recorded(DASHBOARD),
  },
  {
    routes: ['GET /{project}/_apis/alert/repositories/{repository}/alerts'],
    what: 'the ids of project and repository in repositoryUrl; a confidence of secrets alone; null for what is not: dismissal, fixedDate, tags, the region of a dependency',
    source: recorded(ALERTS),
  },
  {
    routes: ['GET /{project}/_apis/git/recycleBin/repositories'],
    what: 'repositories of wikis, too; who deleted each, its project as a list of projects has it, dates with milliseconds and a Z',
    source: quoted(RESTORE),
  },
  {
    routes: ['POST /_apis/graph/subjectlookup'],
    what: 'a map under "value" with its "count", an empty one for no keys; users and groups in one',
    source: recorded(`${CLI}/test_devops_group_and_member_tests.yaml`),
  },
  {
    routes: ['GET /_apis/graph/memberships/{subject}'],
    what: 'both directions, one answer without a token, {"count":0,"value":[]} for none',
    source: recorded(`${CLI}/test_devops_group_and_member_tests.yaml`),
  },
  {
    routes: ['POST /{project}/_apis/wiki/wikis/{wiki}/pagesbatch'],
    what: 'a page whose file was pushed with a space in its name, which is found neither by its id nor by its path',
    source: quoted(BOARDHOP),
  },
  {
    routes: [
      'GET /{project}/_apis/wiki/wikis/{wiki}/pages/{page}',
      'GET /{project}/_apis/wiki/wikis/{wiki}/pages',
    ],
    what: 'an ETag that is the SHA of the page’s blob, and If-None-Match is not heeded',
    source: quoted(BOARDHOP),
  },
  {
    routes: ['GET /{project}/_apis/wiki/wikis'],
    what: 'one id for a project’s wiki and its repository, which no list of repositories has',
    source: recorded(`${CLI}/test_wiki_and_page_createListShowDelete.yaml`),
  },
  {
    routes: ['POST /{project}/_apis/wiki/wikis/{wiki}/pagesbatch'],
    what: '100 pages at the most, and the rest by the token in the header',
    source: quoted('microsoft/azure-devops-mcp, issues 120 and 177'),
  },
  {
    routes: ['GET /{project}/_apis/alert/repositories/{repository}/alerts'],
    what: 'none for several values in one parameter (of confidenceLevels): onlyValue',
    source: quoted('microsoft/azure-devops-mcp, pull request 1420'),
  },
  {
    routes: ['GET /{project}/_apis/alert/repositories/{repository}/alerts'],
    what: 'a secret has no gitRef, and those of low confidence are shown to whoever asks for them alone',
    source: quoted('microsoft/azure-devops-mcp, issue 1395; MicrosoftDocs/vsts-rest-api-specs, issue 706'),
  },
  {
    routes: ['GET /_apis/management/enablement'],
    what: 'false for advSecEnabled in the first revision where the third says that secret protection is on',
    source: quoted('AZDOPS/AZDOPS, issue 266'),
  },
  {
    routes: ['GET /_apis/management/enablement'],
    what: 'a repository that never had Advanced Security, with null for advSecEnabled',
    source: quoted('AZDOPS/AZDOPS, Get-ADOPSOrganizationAdvancedSecurity.Tests'),
  },
  {
    routes: ['GET /_apis/hooks/subscriptions'],
    what: 'an empty list with a 200 for whoever lacks the permission View subscriptions',
    source: {
      seen: 'counted on',
      in: 'mondoohq/cnquery, azuredevops provider: it asks for the permission first',
    },
  },
  {
    routes: ['GET /_apis/hooks/subscriptions', 'POST /_apis/hooks/subscriptions'],
    what: 'subscriptions and events of releases on the host of releases alone',
    source: { seen: 'quoted', in: 'port-labs/ocean, pull request 3997; MicrosoftDocs/feedback, issue 916' },
  },
  {
    routes: ['GET /_apis/hooks/subscriptions'],
    what: 'confidential inputs as stars; tfsSubscriptionId, hostId and empty filters among the inputs; httpHeaders as they are',
    source: {
      seen: 'documented',
      in: "Microsoft's samples beside the OpenAPI files; microsoft/terraform-provider-azuredevops reads httpHeaders back",
    },
  },
];
