import type { ErrorAnswer } from '../types.ts';
import { BUILD, json, TEST, unrecorded } from './common.ts';

/** Answers of pipelines, builds, environments and tests. */
export const pipelines = {
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
} satisfies Record<string, ErrorAnswer>;
