import { path } from '../azure-devops/path.ts';
import { aNumber } from '../azure-devops/shape.ts';
import type { ProjectNode } from './parents.ts';
import { projects } from './sources/projects.ts';
import { keyOf, type OptionsOf } from './support/options.ts';
import { byToken } from './support/pages.ts';
import { first, pageSize, since, windowDocs, windowOptions } from './support/windows.ts';
import { defineKind, type Node, type RawItem, type Source } from './types.ts';

type Options = OptionsOf<typeof windowOptions>;

export const releaseDeployment = defineKind<Options, Node<RawItem>>({
  name: 'release-deployment',
  summary: 'A deployment of a release to a stage.',
  scope: 'Release (read)',
  options: windowOptions,
  docs: {
    requests: 'one per 100 deployments of each project',
    fields: {},
    options: windowDocs('deployments', 'modified', 'of each project'),
  },
  under: { projects: ['projectReference.id'] },
  mayNotTell: true,
  ids: ['id'],
  source: (options) => deployments(options),
});

const deployments = ({ minTimeInDays, maxResults }: Options): Source<RawItem, ProjectNode> => {
  const window = { minTimeInDays, maxResults };
  return {
    key: keyOf('release deployments', window),
    under: projects,
    ids: { release: ({ release }) => (release as { id?: unknown } | undefined)?.id },
    read(project, context) {
      const what = `the release deployments of project "${project.item.name}"`;
      const pages = context.devops.pages<RawItem>(
        {
          area: 'release',
          path: path`${project.item.id}/_apis/release/deployments`,
          query: {
            minModifiedTime: since(window, context),
            queryOrder: maxResults ? 'descending' : undefined,
          },
          key: { id: aNumber },
          what,
        },
        byToken(pageSize(window, 100), what, context),
      );
      return first(window, pages);
    },
  };
};
