import * as z from 'zod/mini';
import { path } from '../azure-devops/path.ts';
import { aNumber } from '../azure-devops/shape.ts';
import type { ProjectNode } from './parents.ts';
import { projects } from './sources/projects.ts';
import { keyOf, type OptionsOf, optional } from './support/options.ts';
import { defineKind, type Node, type RawItem, type Source } from './types.ts';

const options = {
  expand: z._default(
    z.nullable(z.enum(['none', 'environments', 'artifacts', 'triggers', 'variables', 'tags', 'lastRelease'])),
    'environments',
  ),
  tagFilter: optional.texts,
};
type Options = OptionsOf<typeof options>;

export const releaseDefinition = defineKind<Options, Node<RawItem, ProjectNode>>({
  name: 'release-definition',
  summary: 'A classic release pipeline.',
  scope: 'Release (read)',
  options,
  docs: {
    requests: 'one per 50 definitions of each project',
    fields: { __project: 'The project.' },
    options: {
      expand: 'What the service adds to each definition.',
      tagFilter: 'Only definitions with all of these tags.',
    },
  },
  source: (options) => definitions(options),
  under: { projects: ['__project.id'] },
  items: async (nodes) => nodes.map(({ item, parent }) => ({ ...item, __project: parent.item })),
});

const definitions = ({ expand, tagFilter }: Options): Source<RawItem, ProjectNode> => ({
  key: keyOf('release definitions', { expand, tagFilter }),
  under: projects,
  read: (project, { devops }) =>
    devops.pages<RawItem>(
      {
        area: 'release',
        path: path`${project.item.id}/_apis/release/definitions`,
        query: { $expand: expand ?? undefined, tagFilter: tagFilter?.join(',') },
        key: { id: aNumber },
        what: `the release definitions of project "${project.item.name}"`,
      },
      { style: 'token', size: 50 },
    ),
});
