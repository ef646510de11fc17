import type { ErrorAnswer } from '../types.ts';
import { GIT, json, recorded, unrecorded, WIKI } from './common.ts';

const inRepository = '/{project}/_apis/git/repositories/{repository}';

/** Answers of Git, of wikis and of Advanced Security. */
export const repositories = {
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
  noItem: json({
    routes: [`GET ${inRepository}/items`],
    when: 'the branch has no such path',
    status: 404,
    typeKey: 'GitItemNotFoundException',
    namespace: GIT,
    message:
      "TF401174: The item '{0}' could not be found in the repository '{1}' at the version specified by '{2}' (resolved to commit '{3}')",
    absent: true,
    source: { seen: 'quoted', in: 'edgafner/dorkag, issue 278 (the whole answer)' },
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
    source: {
      seen: 'counted on',
      in: 'mondoohq/cnquery, fakeado (404); Azure/azure-rest-api-specs, issue 29648 quotes the words, of stats/branches, as 400 ArgumentException',
    },
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
    message: 'TF401175:The version descriptor <{0}> could not be resolved to a version in the repository {1}',
    absent: true,
    source: {
      seen: 'quoted',
      in: 'shayki5/azure-devops-create-pr-task, issue 106 (the whole answer, of diffs/commits); several public clients read it as a missing branch',
    },
  }),
  noWikiPage: json({
    routes: [
      'GET /{project}/_apis/wiki/wikis/{wiki}/pages/{page}',
      'GET /{project}/_apis/wiki/wikis/{wiki}/pages',
    ],
    when: 'the wiki has no such page (recorded for a page asked for by its path)',
    status: 404,
    typeKey: 'WikiPageNotFoundException',
    namespace: WIKI,
    message:
      'Wiki page ‘{0}’ could not be found. Ensure that the path of the page is correct and the page exists.',
    absent: true,
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
  securityOff: json({
    routes: ['GET /{project}/_apis/alert/repositories/{repository}/alerts'],
    when: 'Advanced Security is off for the repository, or was never on',
    status: 400,
    typeKey: 'AdvSecNotEnabledException',
    namespace: 'Microsoft.VisualStudio.Services.AdvancedSecurity',
    message: 'VS2150009: Advanced Security is not enabled for this repository.',
    source: {
      seen: 'quoted',
      in: 'QloudLTD/attestward, collect/azuredevops/scahistory (status, words and type, as met in July 2026)',
    },
  }),
  securityUnscanned: json({
    routes: ['GET /{project}/_apis/alert/repositories/{repository}/alerts'],
    when: 'Advanced Security is on, and no scan of the repository has ended: it has no code, for example',
    status: 404,
    typeKey: 'ToolConfigurationMissingException',
    namespace: 'Microsoft.VisualStudio.Services.AdvancedSecurity',
    message: 'VS2150003: Scanning for the repository is not set up, or the first scanning has not finished.',
    absent: true,
    source: {
      seen: 'counted on',
      in: 'SaegusaMayumi1234/GHAS-Viewer (type), microsoft/GHAzDO-Resources, csv-report (404 of a repository without code)',
    },
  }),
} satisfies Record<string, ErrorAnswer>;
