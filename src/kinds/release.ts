import { path } from '../azure-devops/path.ts';
import { aNumber, aText } from '../azure-devops/shape.ts';
import type { ListEnd } from '../azure-devops/types.ts';
import type { ProjectNode } from './parents.ts';
import { projects } from './sources/projects.ts';
import { byNumbers, ownIds } from './support/chosen.ts';
import { ofProject } from './support/of-project.ts';
import { keyOf, type OptionsOf, optional } from './support/options.ts';
import { byToken } from './support/pages.ts';
import type { WideList } from './support/wide-list.ts';
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
    requests:
      'one per 250 releases of each project, per 50 with `expand`; or as many for all of them together, one more and one per project without any, and those of each project before something is deleted',
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
  mayNotTell: true,
  ids: ['id'],
  source: (options) => releases(options),
});

interface Release extends RawItem {
  /** The time of its creation, ISO 8601. */
  createdOn?: string;
  projectReference?: { id?: string } | null;
}

const releases = (options: Options): Source<RawItem, ProjectNode> => ({
  key: keyOf('releases', options),
  under: projects,
  read: (project, context) => {
    const list = ofAll(options);
    // N of each project: its own list ends after them, the list for all would have to be read whole.
    return options.maxResults ? newest(project, options, context) : ofProject(list, project, context);
  },
  readChosen(project, chosen, context) {
    const ids = ownIds(chosen);
    if (!ids) return undefined;
    const selection = selecting(options, context);
    const asked = (some: readonly number[], more: Query) =>
      pagesOf(project, { releaseIdFilter: some.join(','), ...more }, options, context);
    const hasOptions = [options.maxResults, ...Object.values(selection)].some(Boolean);
    return byNumbers(ids, {
      // The list alone tells which are the newest.
      selected: (some) => (options.maxResults ? newest(project, options, context) : asked(some, selection)),
      newest: options.maxResults
        ? { most: options.maxResults, among: (some) => asked(some, selection) }
        : undefined,
      all: hasOptions ? (some) => asked(some, {}) : undefined,
      deleted: (some) => asked(some, { isDeleted: true }),
    });
  },
});

const ofAll = (options: Options): WideList<Release> => ({
  key: keyOf('all releases', options),
  projectOf: ({ projectReference }) => projectReference?.id,
  createdOf: ({ createdOn }) => createdOn,
  isLong: true,
  ofAll: (context) =>
    context.devops.pages<Release>(
      {
        ...listOf(selecting(options, context), options),
        path: path`_apis/release/releases`,
        key: { id: aNumber, 'projectReference.id': aText },
        what: 'the releases of all projects',
      },
      { style: 'token', size: pageSizeOf(options) },
    ),
  ofOne: (project, context, ended) => pagesOf(project, selecting(options, context), options, context, ended),
});

const newest = (project: ProjectNode, options: Options, context: ReadContext) =>
  first(options, pagesOf(project, selecting(options, context), options, context));

type Query = Record<string, string | boolean | undefined>;

/** The filters of the list of releases. */
const selecting = (options: Options, context: ReadContext): Query => ({
  statusFilter: options.statusFilter ?? undefined,
  tagFilter: options.tagFilter?.join(','),
  sourceBranchFilter: options.sourceBranchFilter ?? undefined,
  minCreatedTime: earliest(options, context),
  maxCreatedTime: options.maxCreatedTime ?? undefined,
});

const listOf = (query: Query, options: Options) => ({
  area: 'release' as const,
  query: {
    $expand: options.expand ?? undefined,
    ...query,
    queryOrder: options.maxResults ? 'descending' : undefined,
  },
});

const pageSizeOf = (options: Options) => pageSize(options, options.expand ? 50 : 250);

/** `ended`: told in the place of the run. */
function pagesOf(
  project: ProjectNode,
  query: Query,
  options: Options,
  context: ReadContext,
  ended?: (end: ListEnd) => void,
) {
  const what = `the releases of project "${project.item.name}"`;
  return context.devops.pages<Release>(
    {
      ...listOf(query, options),
      path: path`${project.item.id}/_apis/release/releases`,
      key: { id: aNumber },
      what,
    },
    {
      ...byToken(pageSizeOf(options), what, context),
      ...(ended && { ended }),
    },
  );
}

/** The beginning of the list: the window's or the user's, whichever is later. */
function earliest(options: Options, context: ReadContext): string | undefined {
  const begins = since(options, context);
  const given = options.minCreatedTime ?? undefined;
  if (!begins || !given) return begins ?? given;
  return Date.parse(given) > Date.parse(begins) ? given : begins;
}
