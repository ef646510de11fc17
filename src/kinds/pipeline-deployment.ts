import { path } from '../azure-devops/path.ts';
import { aNumber } from '../azure-devops/shape.ts';
import type { EnvironmentNode } from './parents.ts';
import { environments } from './sources/environments.ts';
import { byToken } from './support/pages.ts';
import { defineKind, type Node, type RawItem, type Source } from './types.ts';

const deployments: Source<RawItem, EnvironmentNode> = {
  key: 'pipeline deployments',
  under: environments,
  read({ item, parent }, context) {
    const what = `the deployments to environment "${item.name}" of project "${parent.item.name}"`;
    return context.devops.pages<RawItem>(
      {
        path: path`${parent.item.id}/_apis/distributedtask/environments/${item.id}/environmentdeploymentrecords`,
        key: { id: aNumber },
        has: { environmentId: aNumber },
        what,
      },
      { ...byToken(500, what, context), sizeParameter: 'top' },
    );
  },
};

export const pipelineDeployment = defineKind<unknown, Node<RawItem, EnvironmentNode>>({
  name: 'pipeline-deployment',
  summary: 'A deployment to an environment by a pipeline.',
  scope: 'Environment (read & manage)',
  options: {},
  docs: {
    requests:
      'one per 1,000 environments of each project, shared with `environment`, and one per 500 deployments to each environment',
    fields: { __project: "The environment's own `project`: its `id`; Azure DevOps gives no name there." },
  },
  source: () => deployments,
  under: { environments: ['environmentId'] },
  items: async (nodes) => nodes.map(({ item, parent }) => ({ ...item, __project: parent.item.project })),
});
