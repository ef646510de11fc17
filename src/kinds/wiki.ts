import { path } from '../azure-devops/path.ts';
import { aNumber, aText, orNone } from '../azure-devops/shape.ts';
import type { Page } from '../azure-devops/types.ts';
import { emptyAnswers, unlessEmpty } from './empty-answers.ts';
import type { ProjectNode } from './parents.ts';
import { projects } from './sources/projects.ts';
import { ownIds } from './support/chosen.ts';
import { flag, keyOf, type OptionsOf, optional } from './support/options.ts';
import { orPartial, pageOf } from './support/pages.ts';
import { ofProject, type WideList } from './support/wide-list.ts';
import { AbsentItem, defineKind, type Node, type RawItem, type ReadContext, type Source } from './types.ts';

const options = {
  wikiType: optional.choice(['projectWiki', 'codeWiki']),
  includeContent: flag(false),
  apiVersion: optional.text,
};
type Options = OptionsOf<typeof options>;

interface Wiki extends RawItem {
  id: string;
  name: string;
  type?: string;
  projectId?: string;
}
type WikiNode = Node<Wiki, ProjectNode>;
interface WikiPage extends RawItem {
  id: number;
  path: string;
}
type WikiPageNode = Node<WikiPage, WikiNode>;

export const wiki = defineKind<Options, WikiPageNode | Node<RawItem, WikiPageNode>>({
  name: 'wiki',
  summary: 'A page of a wiki.',
  scope: 'Wiki (read)',
  options,
  docs: {
    requests:
      'one per project, or two for all of them and one per project without any, and one per project before something is deleted; one per 100 pages of each wiki; with `includeContent` one more per page',
    fields: { __wiki: 'The wiki, with its `__project`.', __project: 'The project.' },
    options: {
      wikiType: 'Only wikis of this type.',
      includeContent: 'Reads each page singly: the item is the whole page, with its `content`.',
      apiVersion: 'The version of the API, for a Server that needs another.',
    },
  },
  source: (options) =>
    (options.wikiType ? [options.wikiType] : wikiTypes).map((type) =>
      options.includeContent ? wholePages(type, options) : pages(type, options),
    ),
  under: { wikis: ['__wiki.id'], projects: ['__project.id', '__wiki.__project.id'] },
  id: 'id',
  items: async (nodes, { includeContent }) =>
    nodes.map((node) => {
      const wiki = (includeContent ? node.parent.parent : node.parent) as WikiNode;
      const project = wiki.parent.item;
      return { ...node.item, __wiki: { ...wiki.item, __project: project }, __project: project };
    }),
});

/** All options of a call that differ from the standard ones. */
const version = ({ apiVersion }: Options) => (apiVersion && apiVersion !== '7.1' ? { apiVersion } : {});

const wikis = (options: Options): Source<Wiki, ProjectNode> => ({
  key: keyOf('wikis', version(options)),
  under: projects,
  scope: 'Wiki (read)',
  ids: { repository: ({ repositoryId }) => repositoryId },
  read: (project, context) => ofProject(ofAll(options), project, context),
});

const ofAll = (options: Options): WideList<Wiki> => {
  const wanted = { ...version(options), key: { id: aText } };
  const has = { type: orNone(aText) };
  return {
    key: keyOf('all wikis', version(options)),
    projectOf: ({ projectId }) => projectId,
    ofAll: ({ devops }) =>
      devops.pages<Wiki>(
        {
          ...wanted,
          path: path`_apis/wiki/wikis`,
          has: { ...has, projectId: aText },
          whole: false,
          what: 'the wikis of all projects',
        },
        { style: 'single' },
      ),
    ofOne: (project, { devops }) =>
      devops.pages<Wiki>(
        {
          ...wanted,
          path: path`${project.item.id}/_apis/wiki/wikis`,
          has,
          what: `the wikis of project "${project.item.name}"`,
        },
        { style: 'single' },
      ),
  };
};

/** The service gives no more at once. */
const PAGES_PER_REQUEST = 100;

const wikiTypes = ['projectWiki', 'codeWiki'] as const;
type WikiType = (typeof wikiTypes)[number];

/** The pages of the wikis of one type. */
const pages = (type: WikiType, options: Options): Source<WikiPage, WikiNode> => ({
  key: keyOf(`pages of ${type}s`, version(options)),
  under: wikis(options),
  scope: 'Wiki (read)',
  applies: (wiki) => wiki.item.type === type,
  name: 'wiki pages',
  ids: { path: ({ path }) => path },
  read: (wiki, context) => pagesOf(wiki, options, context),
  readChosen(wiki, chosen, context) {
    const ids = ownIds(chosen);
    return ids && chosenPages(ids, wiki, options, context);
  },
});

const pagesOf = (wiki: WikiNode, options: Options, { devops }: ReadContext) =>
  devops.pages<WikiPage>(
    {
      path: path`${wiki.parent.item.id}/_apis/wiki/wikis/${wiki.item.id}/pagesbatch`,
      body: {},
      ...version(options),
      key: { id: aNumber },
      has: { path: aText },
      what: `the pages of wiki "${wiki.item.name}"`,
    },
    { style: 'token', size: PAGES_PER_REQUEST, sizeParameter: 'top', inBody: true },
  );

async function* chosenPages(
  ids: readonly string[],
  wiki: WikiNode,
  options: Options,
  context: ReadContext,
): AsyncGenerator<Page<WikiPage | AbsentItem>> {
  const left = new Set(ids);
  for await (const page of pagesOf(wiki, options, context)) {
    yield page.filter(({ id }) => left.delete(`${id}`));
    if (left.size === 0) return;
  }
  for (const id of left) {
    const isGone = await unlessEmpty(pageAt(id, wiki, options, context), emptyAnswers.wikiPage, context);
    yield pageOf([new AbsentItem({ id: Number(id) }, isGone === undefined ? 'deleted' : 'unknown')]);
  }
}

const pageAt = (
  id: number | string,
  wiki: WikiNode,
  options: Options,
  { devops }: ReadContext,
  named = `${id}`,
) =>
  devops.get<RawItem>({
    path: path`${wiki.parent.item.id}/_apis/wiki/wikis/${wiki.item.id}/pages/${id}`,
    query: { includeContent: true },
    ...version(options),
    needs: { id: aNumber },
    what: `page ${named} of wiki "${wiki.item.name}"`,
  });

/** Each page read singly, in the place of its entry in the list. */
const wholePages = (type: WikiType, options: Options): Source<RawItem, WikiPageNode> => ({
  key: keyOf(`whole pages of ${type}s`, version(options)),
  name: 'wiki pages',
  under: pages(type, options),
  async *read({ item, parent: wiki }, context) {
    const whole = () => pageAt(item.id, wiki, options, context, `"${item.path}"`);
    yield pageOf([await orPartial<RawItem>(item, whole)]);
  },
});
