import { path } from '../../azure-devops/path.ts';
import { aNumber } from '../../azure-devops/shape.ts';
import type { Environment, ProjectNode } from '../parents.ts';
import { byToken } from '../support/pages.ts';
import type { Source } from '../types.ts';
import { projects } from './projects.ts';

export const environments: Source<Environment, ProjectNode> = {
  key: 'environments',
  under: projects,
  scope: 'Environment (read & manage)',
  read(project, context) {
    const what = `the environments of project "${project.item.name}"`;
    return context.devops.pages<Environment>(
      {
        path: path`${project.item.id}/_apis/distributedtask/environments`,
        key: { id: aNumber },
        what,
      },
      byToken(1000, what, context),
    );
  },
};
