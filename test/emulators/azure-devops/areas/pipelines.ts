import { refuse } from '../evidence/answer.ts';
import { runItem } from '../organisation/builds.ts';
import { environmentItem } from '../organisation/environments.ts';
import { type Pipeline, pipelineItem } from '../organisation/pipelines.ts';
import { type EndpointCall, endpoint, listResponse } from '../service/endpoint.ts';
import { tokenPage } from '../service/pages.ts';
import { readList, readShelf } from '../service/paging.ts';

const pipelines = endpoint({
  route: 'GET /{project}/_apis/pipelines',
  area: 'core',
  version: '7.1',
  scope: 'vso.build',
  query: ['$top', 'continuationToken'],
  notEmulated: ['orderBy'],
  answer: (call) =>
    tokenPage(
      call,
      { size: { parameter: '$top', usual: 10_000 }, token: 'text' },
      readShelf(call.lists().pipelines, {
        map: (pipeline) => pipelineItem(call.organisation.world, pipeline),
      }),
    ),
});

const pipelineOf = (call: EndpointCall): Pipeline => {
  const id = Number(call.parameter('pipeline'));
  for (const pipeline of call.lists().pipelines.items()) if (pipeline.id === id) return pipeline;
  throw refuse('noPipeline', call.parameter('pipeline'));
};

/** One answer, the newest 10,000, newest first. */
const runs = endpoint({
  route: 'GET /{project}/_apis/pipelines/{pipeline}/runs',
  area: 'core',
  version: '7.1',
  scope: 'vso.build',
  answer(call) {
    const pipeline = pipelineOf(call);
    const read = readShelf(call.lists().builds, {
      descending: true,
      keep: (build) => build.pipeline === pipeline,
      map: (build) => runItem(call.organisation.world, build),
    });
    return listResponse(read(undefined, 10_000).items);
  },
});

const environments = endpoint({
  route: 'GET /{project}/_apis/distributedtask/environments',
  area: 'core',
  version: '7.1',
  scope: 'vso.environment_manage',
  query: ['name', '$top', 'continuationToken'],
  answer(call) {
    const name = call.query.text('name')?.toLowerCase();
    const found = [...call.lists().environments.items()]
      .filter((one) => name === undefined || one.name.toLowerCase() === name)
      .sort((a, b) => a.name.localeCompare(b.name));
    return tokenPage(
      call,
      { size: { parameter: '$top', usual: 50 }, token: 'text' },
      readList(found.map(environmentItem)),
    );
  },
});

const deployments = endpoint({
  route: 'GET /{project}/_apis/distributedtask/environments/{environment}/environmentdeploymentrecords',
  area: 'core',
  version: '7.1',
  scope: 'vso.environment_manage',
  query: ['top', 'continuationToken'],
  answer(call) {
    const id = Number(call.parameter('environment'));
    const found = [...call.lists().environments.items()].find((one) => one.id === id);
    if (!found) throw refuse('noEnvironment', call.parameter('environment'));
    return tokenPage(
      call,
      { size: { parameter: 'top', usual: 25, most: 1000 }, token: 'text' },
      readShelf(found.deployments, { descending: true, map: (record) => record }),
    );
  },
});

/** The same under the address that the 7.2 specification gives, though the service lists it as released with 7.1. */
const underPipelines = [environments, deployments].map((one) => ({
  ...one,
  route: one.route.replace('distributedtask', 'pipelines'),
  scope: 'vso.build',
}));

export const pipelineEndpoints = [pipelines, runs, environments, deployments, ...underPipelines];
