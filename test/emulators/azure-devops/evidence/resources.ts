import type { Area } from '../../../../src/azure-devops/types.ts';

/** A resource of the API as `OPTIONS _apis` tells of it. */
export interface Resource {
  id: string;
  /** Area in the service's own mix of cases: `Build` and `build` are one area. */
  area: string;
  name: string;
  /** `{area}` and `{resource}` stand for area and name; a placeholder without a value is left out with its slash. */
  template: string;
  /** The newest revision of its contract: the 4 of `7.2-preview.4`. */
  revision: number;
  /** The oldest version that is still answered. */
  oldest: string;
  /** The newest that is no preview; `0.0` where there is none. */
  released: string;
}

const table = (rows: string): Resource[] =>
  rows
    .trim()
    .split('\n')
    .map((row) => {
      const [id = '', area = '', name = '', template = '', revision, oldest = '', released = ''] =
        row.split(' ');
      return { id, area, name, template, revision: Number(revision), oldest, released };
    });

/** Resources of every host. */
const everywhere = table(`
e81700f7-3be2-46de-8624-2eb35882fcaa Location ResourceAreas _apis/{resource}/{areaId} 1 3.2 0.0
00d9565f-ed9c-4a06-9a50-00e7896ccab4 Location ConnectionData _apis/{resource} 1 1.0 0.0
`);

/** Recorded by Azure/azure-devops-cli-extension, January 2025 to April 2026, among 820. */
const core = table(`
603fe2ac-9723-48b9-88ad-09305aa6c6e1 core projects _apis/{resource}/{*projectId} 4 1.0 7.1
4976a71a-4487-49aa-8aab-a1eda469037a core properties _apis/projects/{projectId}/{resource} 1 3.2 0.0
7a4d9ee9-3433-4347-b47a-7a80f1cf307e core teams _apis/{resource} 3 4.1 0.0
d30a3dd1-f8ba-442a-b86a-bd0c0c383e59 core teams _apis/projects/{projectId}/{resource}/{*teamId} 3 1.0 7.1
294c494c-2600-4d7e-b76c-3dd50c3c95be core members _apis/projects/{projectId}/teams/{teamId}/{resource} 2 1.0 7.1
225f7195-f9c7-4d14-ab28-a83f7ff77e1f git repositories {project}/_apis/{area}/{resource}/{repositoryId} 1 1.0 7.1
2d874a60-a811-4f62-9c9f-963a6ea0a55b git refs {project}/_apis/{area}/repositories/{repositoryId}/{resource}/{*filter} 2 1.0 7.1
9946fd70-0d40-406e-b686-b4744cbbcc37 git pullRequests {project}/_apis/{area}/repositories/{repositoryId}/{resource}/{pullRequestId} 2 1.0 7.1
a5d28130-9cd2-40fa-9f08-902e7daa9efb git pullRequests {project}/_apis/{area}/{resource} 2 1.0 7.1
ea98d07b-3c87-4971-8ede-a613694ffb55 git pushes {project}/_apis/{area}/repositories/{repositoryId}/{resource}/{pushId} 3 1.0 7.1
2b6869c4-cb25-42b5-b7a3-0d3e6be0a11a git deletedRepositories {project}/_apis/{area}/{resource} 1 2.0 7.1
a663da97-81db-4eb3-8b83-287670f63073 git recycleBin {project}/_apis/{area}/{resource}/repositories/{repositoryId} 1 4.1 7.1
2c420070-a0a2-49cc-9639-c9f271c5ff07 git policyConfigurations {project}/_apis/{area}/policy/configurations 1 5.0 7.1
c2570c3b-5b3f-41b8-98bf-5407bfde8d58 git commits {project}/_apis/{area}/repositories/{repositoryId}/{resource}/{commitId} 2 1.0 7.1
fb93c0db-47ed-4a31-8c20-47552878fb44 git items {project}/_apis/{area}/repositories/{repositoryId}/{resource}/{*path} 1 1.0 7.1
615588d5-c0c7-4b88-88f8-e625306446e8 git commitDiffs {project}/_apis/{area}/repositories/{repositoryId}/diffs/commits 1 1.0 7.1
7b28e929-2c99-405d-9c5c-6167a06e6816 git blobs {project}/_apis/{area}/repositories/{repositoryId}/{resource}/{sha1} 1 1.0 7.1
630fd2e4-fb88-4f85-ad21-13f3fd1fbca9 git itemsBatch {project}/_apis/{area}/repositories/{repositoryId}/{resource} 1 1.0 7.1
23ad19fc-3b8e-4877-8462-b3f92bc06b40 work boards {project}/{team}/_apis/{area}/{resource}/{id} 1 2.0 7.1
c9175577-28a1-4b06-9197-8636af9f64ad work iterations {project}/{team}/_apis/{area}/teamsettings/{resource}/{id} 1 2.0 7.1
07ced576-58ed-49e6-9c1e-5cb53ab8bf2a work teamfieldvalues {project}/{team}/_apis/{area}/teamsettings/{resource} 1 2.0 7.1
72c7ddf8-2cdc-4f60-90cd-ab71c14a399b wit workItems {project}/_apis/{area}/{resource}/{id} 3 1.0 7.1
b70d8d39-926c-465e-b927-b1bf0e5ca0e0 wit recyclebin {project}/_apis/{area}/{resource}/{id} 2 2.0 7.1
5a172953-1b41-49d3-840a-33f79c3ce89f wit classificationNodes {project}/_apis/{area}/{resource}/{structureGroup}/{*path} 2 1.0 7.1
1a9c53f7-f243-4447-b110-35ef023636e4 wit wiql {project}/{team}/_apis/{area}/{resource} 2 1.0 7.1
0cd358e1-9217-4d94-8269-1c1ee6f93dcf Build Builds {project}/_apis/build/{resource}/{buildId} 7 1.0 7.1
54572c7b-bbd3-45d4-80dc-28be08941620 build changes {project}/_apis/{area}/builds/{buildId}/{resource} 2 2.0 7.1
8baac422-4c6e-4de5-8532-db96d92acffa build Timeline {project}/_apis/{area}/builds/{buildId}/{resource}/{timelineId} 3 2.0 7.1
dbeaf647-6167-421a-bda9-c9327b25e2e6 Build Definitions {project}/_apis/build/{resource}/{definitionId} 7 1.0 7.1
28e1305e-2afe-47bf-abaf-cbb0e6a91988 Pipelines pipelines {project}/_apis/{area}/{pipelineId} 1 5.1 7.1
7859261e-d2e9-4a68-b820-a5d84cc5bb3d Pipelines runs {project}/_apis/{area}/{pipelineId}/{resource}/{runId} 2 5.1 7.1
8572b1fc-2482-47fa-8f74-7e3ed53ee54b distributedtask environments {project}/_apis/{area}/{resource}/{environmentId} 1 5.0 7.1
51bb5d21-4305-4ea6-9dbb-b7488af73334 distributedtask environmentdeploymentRecords {project}/_apis/{area}/environments/{environmentId}/{resource} 1 5.0 7.1
d86b72de-d240-4d6f-8d06-08c2d66b015d environments environments {project}/_apis/pipelines/{resource}/{environmentId} 1 5.2 7.1
0d9bba8c-e474-49a0-979a-e3b990b4bf76 environments environmentdeploymentrecords {project}/_apis/pipelines/environments/{environmentId}/{resource} 1 5.2 7.1
cadb3810-d47d-4a3c-a234-fe5f3be50138 Test Runs {project}/_apis/test/{resource}/{runId} 3 1.0 7.1
4637d869-3a76-4468-8057-0bb02aa385cf Test Results {project}/_apis/test/Runs/{runId}/{resource}/{testCaseResultId} 6 1.0 7.1
77560e8a-4e8c-4d59-894e-a5f264c24444 Test CodeCoverage {project}/_apis/test/{resource} 1 2.0 7.1
288d122c-dbd4-451d-aa5f-7dbbba070728 wiki wikis {project}/_apis/{area}/{resource}/{wikiIdentifier} 2 4.0 7.1
71323c46-2592-4398-8771-ced73dd87207 wiki pagesBatch {project}/_apis/{area}/wikis/{wikiIdentifier}/{resource} 1 5.2 7.1
25d3fbc7-fe3d-46cb-b5a5-0b6f79caf27b wiki pages {project}/_apis/{area}/wikis/{wikiIdentifier}/{resource}/{*path} 1 4.0 7.1
ceddcf75-1068-452d-8b13-2d4d76e1f970 wiki pages {project}/_apis/{area}/wikis/{wikiIdentifier}/{resource}/{id} 1 5.1 7.1
`);

/**
 * Recorded by MethodsAndPractices/vsteam in 2020 at version 6.0. That these went along with the others' versions since,
 * and the ninth revision of releases, is what microsoft/azure-devops-node-api 17 counts on.
 */
const release = table(`
a166fde7-27ad-408e-ba75-703c2cc9d500 Release releases {project}/_apis/{area}/{resource}/{releaseId} 9 1.0 7.1
d8f96f24-8ea7-4cb6-baab-2df8fc515665 Release definitions {project}/_apis/{area}/{resource}/{definitionId} 4 1.0 7.1
b005ef73-cddc-448e-9ba2-5193bf36b19f Release deployments {project}/_apis/{area}/{resource} 2 1.0 7.1
`);

/** Recorded by Azure/azure-devops-cli-extension, among 71. */
const entitlements = table(`
387f832c-dbf2-4643-88e9-c1aa94dbb737 MemberEntitlementManagement UserEntitlements _apis/{resource}/{userDescriptor} 5 4.1 7.1
8480c6eb-ce60-47e9-88df-eca3c801638b MemberEntitlementManagement UserEntitlements _apis/{resource}/{userId} 5 4.1 7.1
`);

/**
 * The resources behind the emulated routes, by host; the newest version of all is 7.2. The lists of the graph and of
 * Advanced Security are recorded nowhere.
 */
export const resources: Partial<Record<Area, readonly Resource[]>> = {
  core: [...everywhere, ...core],
  release: [...everywhere, ...release],
  entitlements: [...everywhere, ...entitlements],
};
