import { path } from '../../azure-devops/path.ts';
import { aNumber } from '../../azure-devops/shape.ts';
import type { Pipeline, ProjectNode } from '../parents.ts';
import { byToken } from '../support/pages.ts';
import type { Source } from '../types.ts';
import { projects } from './projects.ts';

export const pipelines: Source<Pipeline, ProjectNode> = {
  key: 'pipelines',
  under: projects,
  scope: 'Build (read)',
  read(project, context) {
    const what = `the pipelines of project "${project.item.name}"`;
    return context.devops.pages<Pipeline>(
      {
        path: path`${project.item.id}/_apis/pipelines`,
        key: { id: aNumber },
        parentsInUrl: true,
        what,
      },
      byToken(1000, what, context),
    );
  },
};
