import type { ErrorAnswer, Source } from './types.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const CLI = 'Azure/azure-devops-cli-extension, integrationtests/recordings';
const recorded = (file: string): Source => ({ seen: 'recorded', in: `${CLI}/${file}` });
const unrecorded: Source = { seen: 'unrecorded' };

type Json = Omit<ErrorAnswer, 'contentType' | 'body'>;
const json = (answer: Json): ErrorAnswer => ({ contentType: JSON_TYPE, body: 'json', ...answer });

const GIT = 'Microsoft.TeamFoundation.Git.Server';
const CORE = 'Microsoft.TeamFoundation.Core.WebApi';
const COMMON = 'Microsoft.VisualStudio.Services.Common';
const BUILD = 'Microsoft.TeamFoundation.Build.WebApi';
const WIKI = 'Microsoft.TeamFoundation.Wiki.Server';
const TEST = 'Microsoft.TeamFoundation.TestManagement.WebApi';
const WIT = 'Microsoft.TeamFoundation.WorkItemTracking.Server';

const inRepository = '/{project}/_apis/git/repositories/{repository}';

/** Every answer of the emulated service that is no success, each with where it was seen. */
export const errors = {
  scopeMissing: {
    routes: ['*'],
    when: 'the token lacks the scope',
    status: 401,
    headers: { 'www-authenticate': 'Basic realm="https://tfsprodeus2.app.visualstudio.com/"' },
    message: '',
    body: 'none',
    source: recorded('test_pipeline_create_and_variables_test.yaml'),
  },
  scopeForbidden: json({
    routes: ['GET /_apis/userentitlements', 'GET /{project}/_apis/alert/repositories/{repository}/alerts'],
    when: 'the token lacks the scope, in areas of which nobody has recorded it',
    status: 403,
    typeKey: 'UnauthorizedRequestException',
    namespace: 'Microsoft.TeamFoundation.Framework.Server',
    message: "TF400813: The user '' is not authorized to access this resource.",
    source: unrecorded,
  }),
  noRoute: {
    routes: ['*'],
    when: 'no controller has the path',
    status: 404,
    contentType: 'text/plain; charset=utf-8',
    message: "The controller for path '{0}' was not found or does not implement IController.",
    body: 'text',
    inHeader: true,
    source: recorded('test_workItemCreateShowUpdateDelete.yaml'),
  },
  noProjectNamed: json({
    routes: ['*'],
    when: 'a project is asked for by a name that is none',
    status: 404,
    typeKey: 'ProjectDoesNotExistWithNameException',
    namespace: CORE,
    message:
      'TF200016: The following project does not exist: {0}. Verify that the name of the project is correct and that the project exists on the specified Azure DevOps Server.',
    source: recorded('test_workItemCreateShowUpdateDelete.yaml'),
  }),
  noProject: json({
    routes: ['*'],
    when: 'a project is asked for by an id that is none, or may not be seen',
    status: 404,
    typeKey: 'ProjectDoesNotExistException',
    namespace: CORE,
    message:
      "VS800075: The project with id 'vstfs:///Classification/TeamProject/{0}' does not exist, or you do not have permission to access it.",
    source: {
      seen: 'quoted',
      in: 'microsoft/azure-pipelines-tasks, issue 13357 (words); nkdAgility/azure-devops-migration-tools, issue 825 (type)',
    },
  }),
  stopped: {
    routes: ['*'],
    when: 'the organisation was stopped for inactivity',
    status: 503,
    contentType: 'application/json',
    typeKey: 'VssServiceException',
    namespace: COMMON,
    message:
      'TF24668: The following team project collection is stopped: {0}. Start the collection and then try again. Administrator Reason: This Azure DevOps organization has been deactivated due to inactivity.',
    body: 'json',
    byteOrderMark: true,
    inHeader: true,
    source: recorded('test_devops_team_createUpdateShowListDeleteListMember.yaml'),
  },
  blocked: json({
    routes: ['*'],
    when: 'over the limit of time units; also without Retry-After',
    status: 429,
    typeKey: 'RequestBlockedException',
    namespace: 'Microsoft.TeamFoundation.Framework.Server',
    message: 'Request was blocked due to exceeding usage of resource {0} in namespace {1}.',
    source: { seen: 'quoted', in: 'microsoft/vscode, issue 155632' },
  }),
  noRepository: json({
    routes: [`GET ${inRepository}`, `GET ${inRepository}/refs`, '*'],
    when: 'a repository is not there, is disabled, or may not be seen',
    status: 404,
    typeKey: 'GitRepositoryNotFoundException',
    namespace: GIT,
    message:
      'TF401019: The Git repository with name or identifier {0} does not exist or you do not have permissions for the operation you are attempting.',
    source: { seen: 'quoted', in: 'shayki5/azure-devops-create-pr-task, issue 193' },
  }),
  noPullRequest: json({
    routes: [`GET ${inRepository}/pullrequests/{pullRequest}`],
    when: 'there is no such pull request, or it may not be seen',
    status: 404,
    typeKey: 'GitPullRequestNotFoundException',
    namespace: GIT,
    message: 'TF401180: The requested pull request was not found.',
    source: unrecorded,
  }),
  gitPermission: json({
    routes: [`GET ${inRepository}/refs`],
    when: 'the credential may not read the repository',
    status: 403,
    typeKey: 'GitNeedsPermissionException',
    namespace: GIT,
    message:
      "TF401027: You need the Git 'GenericRead' permission to perform this action. Details: identity '{0}', scope 'repository'.",
    source: { seen: 'quoted', in: 'cribeiro84/azure-devops-pull-request-hub, issues 96 and 205 (words)' },
  }),
  graphOnServer: {
    routes: [
      'GET /_apis/graph/users',
      'GET /_apis/graph/groups',
      'GET /_apis/graph/memberships/{subject}',
      'POST /_apis/graph/subjectlookup',
    ],
    when: 'a Server is asked for its graph',
    status: 404,
    contentType: 'text/html; charset=utf-8',
    message:
      '<!DOCTYPE html><html><head><title>Page not found. - Azure DevOps Server</title></head><body></body></html>',
    body: 'html',
    source: { seen: 'quoted', in: 'MicrosoftDocs/vsts-rest-api-specs, issue 184' },
  },
  noItem: json({
    routes: [`GET ${inRepository}/items`],
    when: 'the branch has no such path',
    status: 404,
    typeKey: 'GitItemNotFoundException',
    namespace: GIT,
    message:
      "TF401174: The item '{0}' could not be found in the repository '{1}' at the version specified by '{2}' (resolved to commit '{3}')",
    absent: true,
    source: {
      seen: 'counted on',
      in: 'several public clients read typeKey GitItemNotFoundException, TF401174',
    },
  }),
  noItemOfSeveral: json({
    routes: [`POST ${inRepository}/itemsbatch`],
    when: 'one of the paths is not there',
    status: 400,
    typeKey: 'GitItemNotFoundException',
    namespace: GIT,
    message:
      "TF401174: The item '{0}' could not be found in the repository '{1}' at the version specified by '{2}' (resolved to commit '{3}')",
    absent: true,
    source: { seen: 'counted on', in: "Port's own exporter asks again without the path" },
  }),
  noBranches: json({
    routes: [`GET ${inRepository}/items`, `POST ${inRepository}/itemsbatch`],
    when: 'the repository has no branch',
    status: 404,
    typeKey: 'GitItemNotFoundException',
    namespace: GIT,
    message: 'VS403403: Cannot find any branches for the {0} repository.',
    absent: true,
    source: { seen: 'counted on', in: 'a public client takes VS403403 for a repository without branches' },
  }),
  noVersion: json({
    routes: [
      `GET ${inRepository}/items`,
      `POST ${inRepository}/itemsbatch`,
      `GET ${inRepository}/commits/{commit}`,
    ],
    when: 'there is no such branch, tag or commit',
    status: 404,
    typeKey: 'GitUnresolvableToCommitException',
    namespace: GIT,
    message:
      "TF401175: The version descriptor <{0}> could not be resolved to a version in the repository '{1}'",
    absent: true,
    source: {
      seen: 'counted on',
      in: 'several public clients read typeKey GitUnresolvableToCommitException as a missing branch',
    },
  }),
  noWikiPage: json({
    routes: ['GET /{project}/_apis/wiki/wikis/{wiki}/pages/{page}'],
    when: 'the wiki has no such page (recorded for a page asked for by its path)',
    status: 404,
    typeKey: 'WikiPageNotFoundException',
    namespace: WIKI,
    message:
      'Wiki page ‘{0}’ could not be found. Ensure that the path of the page is correct and the page exists.',
    source: recorded('test_wiki_and_page_createListShowDelete.yaml'),
  }),
  noWiki: json({
    routes: ['POST /{project}/_apis/wiki/wikis/{wiki}/pagesbatch'],
    when: 'there is no such wiki',
    status: 404,
    typeKey: 'WikiNotFoundException',
    namespace: WIKI,
    message:
      'Wiki does not exist with the name or Id {0}. Verify that the wiki exists and you have permission to access it.',
    source: unrecorded,
  }),
  backlogIteration: json({
    routes: ['POST /{project}/{team}/_apis/work/teamsettings/iterations'],
    when: "the team's backlog iteration is no longer valid",
    status: 400,
    typeKey: 'InvalidTeamSettingsException',
    namespace: 'Microsoft.Azure.Boards.Agile.Common',
    message: 'TF400497: The backlog iteration path that you specified is no longer valid.',
    source: recorded('test_boards_iterations.yaml'),
  }),
  boardsWithoutIteration: json({
    routes: ['GET /{project}/{team}/_apis/work/boards', 'GET /{project}/{team}/_apis/work/boards/{board}'],
    when: 'the team has no iteration',
    status: 500,
    typeKey: 'ArgumentNullException',
    namespace: 'System',
    message: 'Value cannot be null.\r\nParameter name: backlogIteration',
    source: unrecorded,
  }),
  noBoard: json({
    routes: ['GET /{project}/{team}/_apis/work/boards/{board}'],
    when: 'the team has no such board',
    status: 404,
    typeKey: 'BoardDoesNotExistException',
    namespace: 'Microsoft.TeamFoundation.Agile.Server',
    message: "VS402881: The board '{0}' does not exist.",
    source: unrecorded,
  }),
  noTeam: json({
    routes: ['*'],
    when: 'there is no such team',
    status: 404,
    typeKey: 'TeamNotFoundException',
    namespace: 'Microsoft.Azure.Devops.Teams.Service',
    message: "The team with id '{0}' does not exist.",
    source: unrecorded,
  }),
  noTeamFields: json({
    routes: ['GET /{project}/{team}/_apis/work/teamsettings/teamfieldvalues'],
    when: 'the team has no area paths',
    status: 404,
    typeKey: 'InvalidTeamSettingsException',
    namespace: 'Microsoft.TeamFoundation.Agile.Server',
    message: "TF400512: The team '{0}' has no area paths.",
    absent: true,
    source: unrecorded,
  }),
  noBuild: json({
    routes: [
      'GET /{project}/_apis/build/builds/{build}/changes',
      'GET /{project}/_apis/build/builds/{build}/timeline',
    ],
    when: 'the build is gone',
    status: 404,
    typeKey: 'BuildNotFoundException',
    namespace: BUILD,
    message: 'The requested build {0} could not be found.',
    source: unrecorded,
  }),
  noDefinition: json({
    routes: ['GET /{project}/_apis/build/definitions/{definition}'],
    when: 'the definition is gone, or may not be seen',
    status: 404,
    typeKey: 'DefinitionNotFoundException',
    namespace: BUILD,
    message: 'The definition {0} does not exist or you do not have permission to access it.',
    source: unrecorded,
  }),
  noPipeline: json({
    routes: ['GET /{project}/_apis/pipelines/{pipeline}/runs'],
    when: 'the pipeline is gone',
    status: 404,
    typeKey: 'PipelineNotFoundException',
    namespace: 'Microsoft.Azure.Pipelines.WebApi',
    message: 'Pipeline with id {0} not found.',
    source: unrecorded,
  }),
  noEnvironment: json({
    routes: ['GET /{project}/_apis/distributedtask/environments/{environment}/environmentdeploymentrecords'],
    when: 'the environment is gone',
    status: 404,
    typeKey: 'EnvironmentNotFoundException',
    namespace: 'Microsoft.TeamFoundation.DistributedTask.WebApi',
    message: 'Environment with id {0} does not exist or has been deleted.',
    source: unrecorded,
  }),
  noTestRun: json({
    routes: ['GET /{project}/_apis/test/runs/{run}/results'],
    when: 'the test run is gone',
    status: 404,
    typeKey: 'TestObjectNotFoundException',
    namespace: TEST,
    message: '{0} not found.',
    source: unrecorded,
  }),
  noCoverage: json({
    routes: ['GET /{project}/_apis/test/codecoverage'],
    when: 'the build is gone, and its coverage with it',
    status: 404,
    typeKey: 'TestObjectNotFoundException',
    namespace: TEST,
    message: '{0} not found.',
    absent: true,
    source: unrecorded,
  }),
  noWorkItem: json({
    routes: ['GET /{project}/_apis/wit/workitems'],
    when: 'a work item is gone or may not be seen, and errorPolicy is not omit',
    status: 404,
    typeKey: 'WorkItemUnauthorizedAccessException',
    namespace: WIT,
    message: 'TF401232: Work item {0} does not exist, or you do not have permissions to read it.',
    source: { seen: 'quoted', in: 'MicrosoftDocs/azure-devops-docs, issue 294 (words)' },
  }),
  noAreas: json({
    routes: ['GET /{project}/_apis/wit/classificationnodes/{group}'],
    when: 'there is no such tree',
    status: 404,
    typeKey: 'ClassificationNodeNotFoundException',
    namespace: WIT,
    message: 'VS402485: The {0} does not exist.',
    source: unrecorded,
  }),
  noResourceArea: json({
    routes: ['GET /_apis/resourceAreas/{area}'],
    when: 'there is no such area',
    status: 404,
    typeKey: 'VssResourceNotFoundException',
    namespace: 'Microsoft.VisualStudio.Services.WebApi',
    message: 'The resource area {0} is not registered.',
    source: unrecorded,
  }),
  tooManyResults: json({
    routes: ['POST /{project}/_apis/wit/wiql'],
    when: 'a query has more results than may be returned',
    status: 400,
    typeKey: 'WorkItemTrackingQueryResultSizeLimitExceededException',
    namespace: COMMON,
    message:
      'VS402337: The number of work items returned exceeds the size limit of {0}. Change the query to return fewer items.',
    source: { seen: 'quoted', in: 'nkdAgility/azure-devops-migration-tools, issue 1005 (words)' },
  }),
  noSubject: json({
    routes: ['GET /_apis/graph/memberships/{subject}'],
    when: 'there is no such subject',
    status: 404,
    typeKey: 'GraphSubjectNotFoundException',
    namespace: 'Microsoft.VisualStudio.Services.Graph',
    message: 'VS860016: Could not find subject with descriptor {0}.',
    source: unrecorded,
  }),
  securityOff: json({
    routes: ['GET /{project}/_apis/alert/repositories/{repository}/alerts'],
    when: 'Advanced Security is off for the repository',
    status: 404,
    message: 'Advanced Security is not enabled for this repository.',
    source: unrecorded,
  }),
  securityRefused: json({
    routes: ['GET /{project}/_apis/alert/repositories/{repository}/alerts'],
    when: 'Advanced Security is off for the repository',
    status: 400,
    message: 'Advanced Security is not enabled for this repository.',
    source: unrecorded,
  }),
} satisfies Record<string, ErrorAnswer>;

export type ErrorName = keyof typeof errors;

/** What a route itself was seen to say, or is believed to; `any`: with what every route may say. */
export const errorsOf = (route: string, any = false): ErrorAnswer[] =>
  Object.values<ErrorAnswer>(errors).filter(
    ({ routes }) => routes.includes(route) || (any && routes.includes('*')),
  );
