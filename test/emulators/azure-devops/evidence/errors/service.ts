import type { ErrorAnswer } from '../types.ts';
import { COMMON, CORE, json, recorded, unrecorded } from './common.ts';

/** Answers of the service as a whole, and of its graph. */
export const service = {
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
  noResourceArea: json({
    routes: ['GET /_apis/resourceAreas/{area}'],
    when: 'there is no such area',
    status: 404,
    typeKey: 'VssResourceNotFoundException',
    namespace: 'Microsoft.VisualStudio.Services.WebApi',
    message: 'The resource area {0} is not registered.',
    source: unrecorded,
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
  noSubject: json({
    routes: ['GET /_apis/graph/memberships/{subject}'],
    when: 'there is no such subject',
    status: 404,
    typeKey: 'GraphSubjectNotFoundException',
    namespace: 'Microsoft.VisualStudio.Services.Graph',
    message: 'VS860016: Could not find subject with descriptor {0}.',
    source: unrecorded,
  }),
} satisfies Record<string, ErrorAnswer>;
