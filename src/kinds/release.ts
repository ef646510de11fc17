import { path } from '../azure-devops/path.ts';
import { aNumber } from '../azure-devops/shape.ts';
import type { ProjectNode } from './parents.ts';
import { projects } from './sources/projects.ts';
import { byNumbers, ownIds } from './support/chosen.ts';
import { keyOf, type OptionsOf, optional } from './support/options.ts';
import { first, pageSize, since, windowDocs, windowOptions } from './support/windows.ts';
import { defineKind, type Node, type RawItem, type ReadContext, type Source } from './types.ts';

const options = {
  expand: optional.choice([
    'environments',
    'artifacts',
    'approvals',
    'manualInterventions',
    'variables',
    'tags',
  ]),
  statusFilter: optional.choice(['abandoned', 'active', 'draft', 'undefined']),
  tagFilter: optional.texts,
  sourceBranchFilter: optional.text,
  minCreatedTime: optional.text,
  maxCreatedTime: optional.text,
  ...windowOptions,
};
type Options = OptionsOf<typeof options>;

export const release = defineKind<Options, Node<RawItem>>({
  name: 'release',
  summary: 'A release of a classic release pipeline.',
  scope: 'Release (read)',
  options,
  docs: {
    requests: 'one per 250 releases of each project, per 50 with `expand`',
    fields: {},
    options: {
      expand: 'What the service adds to each release.',
      statusFilter: 'Only releases with this status.',
      tagFilter: 'Only releases with all of these tags.',
      sourceBranchFilter: 'Only releases of artifacts from this branch, as in `refs/heads/main`.',
      minCreatedTime: 'Only releases created after this time, ISO 8601.',
      maxCreatedTime: 'Only releases created before this time, ISO 8601.',
      ...windowDocs('releases', 'created', 'of each project'),
    },
  },
  under: { projects: ['projectReference.id'] },
  ids: ['id'],
  source: (options) => releases(options),
});

const releases = (options: Options): Source<RawItem, ProjectNode> => ({
  key: keyOf('releases', options),
  under: projects,
  read: (project, context) => first(options, pagesOf(project, selecting(options, context), options, context)),
  readChosen(project, chosen, context) {
    const ids = ownIds(chosen);
    // Which are the newest, only the list tells.
    if (!ids || options.maxResults) return undefined;
    const selection = selecting(options, context);
    const asked = (some: readonly number[], more: Query) =>
      pagesOf(project, { releaseIdFilter: some.join(','), ...more }, options, context);
    const hasOptions = Object.values(selection).some((value) => value !== undefined);
    return byNumbers(ids, {
      selected: (some) => asked(some, selection),
      all: hasOptions ? (some) => asked(some, {}) : undefined,
      deleted: (some) => asked(some, { isDeleted: true }),
    });
  },
});

type Query = Record<string, string | boolean | undefined>;

/** What chooses among the releases. */
const selecting = (options: Options, context: ReadContext): Query => ({
  statusFilter: options.statusFilter ?? undefined,
  tagFilter: options.tagFilter?.join(','),
  sourceBranchFilter: options.sourceBranchFilter ?? undefined,
  minCreatedTime: earliest(options, context),
  maxCreatedTime: options.maxCreatedTime ?? undefined,
});

const pagesOf = (project: ProjectNode, query: Query, options: Options, { devops }: ReadContext) =>
  devops.pages<RawItem>(
    {
      area: 'release',
      path: path`${project.item.id}/_apis/release/releases`,
      query: {
        $expand: options.expand ?? undefined,
        ...query,
        queryOrder: options.maxResults ? 'descending' : undefined,
      },
      key: { id: aNumber },
      what: `the releases of project "${project.item.name}"`,
    },
    { style: 'token', size: pageSize(options, options.expand ? 50 : 250) },
  );

/** The later of the window's beginning and the time that the user gave. */
function earliest(options: Options, context: ReadContext): string | undefined {
  const begins = since(options, context);
  const given = options.minCreatedTime ?? undefined;
  if (!begins || !given) return begins ?? given;
  return Date.parse(given) > Date.parse(begins) ? given : begins;
}
