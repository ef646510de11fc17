import { path } from '../../azure-devops/path.ts';
import { aNumber } from '../../azure-devops/shape.ts';
import type { Environment, ProjectNode } from '../parents.ts';
import type { Source } from '../types.ts';
import { projects } from './projects.ts';

export const environments: Source<Environment, ProjectNode> = {
  key: 'environments',
  under: projects,
  scope: 'Environment (read & manage)',
  read: (project, { devops }) =>
    devops.pages<Environment>(
      {
        path: path`${project.item.id}/_apis/distributedtask/environments`,
        key: { id: aNumber },
        what: `the environments of project "${project.item.name}"`,
      },
      { style: 'token', size: 1000 },
    ),
};
