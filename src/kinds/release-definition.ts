import * as z from 'zod/mini';
import { path } from '../azure-devops/path.ts';
import { aListOf, aNumber, anObject } from '../azure-devops/shape.ts';
import type { ProjectNode } from './parents.ts';
import { projects } from './sources/projects.ts';
import { byNumbers, ownIds } from './support/chosen.ts';
import { keyOf, type OptionsOf, optional } from './support/options.ts';
import { byToken } from './support/pages.ts';
import { defineKind, type Node, type RawItem, type ReadContext, type Source } from './types.ts';

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
  isShort: true,
  source: (options) => definitions(options),
  under: { projects: ['__project.id'] },
  ids: ['id'],
  items: async (nodes) => nodes.map(({ item, parent }) => ({ ...item, __project: parent.item })),
});

type Query = Record<string, string | boolean | undefined>;

const definitions = (options: Options): Source<RawItem, ProjectNode> => {
  const { expand, tagFilter } = options;
  const selection = { tagFilter: tagFilter?.join(',') };
  return {
    key: keyOf('release definitions', { expand, tagFilter }),
    under: projects,
    read: (project, context) => pagesOf(project, selection, options, context),
    readChosen(project, chosen, context) {
      const ids = ownIds(chosen);
      if (!ids) return undefined;
      const asked = (some: readonly number[], more: Query) =>
        pagesOf(project, { definitionIdFilter: some.join(','), ...more }, options, context);
      return byNumbers(ids, {
        selected: (some) => asked(some, selection),
        all: selection.tagFilter ? (some) => asked(some, {}) : undefined,
        async *deleted(some) {
          for await (const page of asked(some, { isDeleted: true }))
            yield page.filter((definition) => definition.isDeleted === true);
        },
      });
    },
  };
};

function pagesOf(project: ProjectNode, query: Query, { expand }: Options, context: ReadContext) {
  const what = `the release definitions of project "${project.item.name}"`;
  return context.devops.pages<RawItem>(
    {
      area: 'release',
      path: path`${project.item.id}/_apis/release/definitions`,
      query: { $expand: expand ?? undefined, ...query },
      key: { id: aNumber },
      ...(expand === 'environments' && { has: { environments: aListOf(anObject()) } }),
      parentsInUrl: true,
      what,
    },
    byToken(50, what, context),
  );
}
