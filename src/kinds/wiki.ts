import { path } from '../azure-devops/path.ts';
import { aNumber, aText } from '../azure-devops/shape.ts';
import type { Page } from '../azure-devops/types.ts';
import { emptyAnswers, unlessEmpty } from './empty-answers.ts';
import { type ChosenItem, OWN_ID } from './item-selection.ts';
import { versionOf, type WikiNode, wikis } from './sources/wikis.ts';
import { flag, keyOf, type OptionsOf, optional } from './support/options.ts';
import { byToken, orPartial, pageOf } from './support/pages.ts';
import { fileOfPage, pageOfFile } from './support/wiki-files.ts';
import { AbsentItem, defineKind, type Node, type RawItem, type ReadContext, type Source } from './types.ts';

const options = {
  wikiType: optional.choice(['projectWiki', 'codeWiki']),
  includeContent: flag(false),
  apiVersion: optional.text,
};
type Options = OptionsOf<typeof options>;

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
  ids: ['id', 'path'],
  isShort: ({ includeContent }) => !includeContent,
  items: async (nodes, { includeContent }) =>
    nodes.map((node) => {
      const wiki = (includeContent ? node.parent.parent : node.parent) as WikiNode;
      const project = wiki.parent.item;
      return { ...node.item, __wiki: { ...wiki.item, __project: project }, __project: project };
    }),
});

/** Pages in one answer: the service gives no more. */
const PAGES_PER_REQUEST = 100;

const wikiTypes = ['projectWiki', 'codeWiki'] as const;
type WikiType = (typeof wikiTypes)[number];

/** The pages of all wikis of one type. */
const pages = (type: WikiType, options: Options): Source<WikiPage, WikiNode> => ({
  key: keyOf(`pages of ${type}s`, versionOf(options)),
  under: wikis(options),
  scope: 'Wiki (read)',
  applies: (wiki) => wiki.item.type === type,
  name: 'wiki pages',
  // The id of an absent page is known, its path may not be.
  ids: { path: ({ path }) => path, file: ({ path }: Partial<WikiPage>) => path && fileOfPage(path) },
  read: (wiki, context) => pagesOf(wiki, options, context),
  readChosen: (wiki, chosen, context) => chosenPages(chosen, wiki, options, context),
});

function pagesOf(wiki: WikiNode, options: Options, context: ReadContext) {
  const what = `the pages of wiki "${wiki.item.name}"`;
  return context.devops.pages<WikiPage>(
    {
      path: path`${wiki.parent.item.id}/_apis/wiki/wikis/${wiki.item.id}/pagesbatch`,
      body: {},
      ...versionOf(options),
      key: { id: aNumber },
      has: { path: aText },
      what,
    },
    { ...byToken(PAGES_PER_REQUEST, what, context), sizeParameter: 'top', inBody: true },
  );
}

/** Chosen pages, by their ids, paths or files. */
async function* chosenPages(
  chosen: readonly ChosenItem[],
  wiki: WikiNode,
  options: Options,
  context: ReadContext,
): AsyncGenerator<Page<WikiPage | AbsentItem>> {
  const left = new Map(chosen.map(({ by, id }) => [`${by} ${id}`, { by, id }]));
  const pages = new Map<number, WikiPage>();
  for await (const page of pagesOf(wiki, options, context)) {
    yield page.filter((one) => {
      pages.set(one.id, one);
      const names = [`id ${one.id}`, `path ${one.path}`, `file ${fileOfPage(one.path)}`];
      return names.filter((name) => left.delete(name)).length > 0;
    });
    if (left.size === 0) return;
  }
  for (const { by, id } of left.values())
    yield pageOf([await unlistedPage(by, id, wiki, { options, context, pages })]);
}

interface Unlisted {
  options: Options;
  context: ReadContext;
  /** The pages that the wiki lists, by id. */
  pages: ReadonlyMap<number, WikiPage>;
}

/** A page that the list lacks by this name. Only the service says that it is gone: names may be spelled otherwise. */
async function unlistedPage(
  by: string,
  id: string,
  wiki: WikiNode,
  { options, context, pages }: Unlisted,
): Promise<WikiPage | AbsentItem> {
  // No address can be made of such a name, so that the service cannot be asked.
  if (!id.isWellFormed()) return new AbsentItem({ path: id }, 'unknown');
  const named = by === OWN_ID ? { id: Number(id) } : { path: by === 'file' ? (pageOfFile(id) ?? id) : id };
  // A file may have another name than its page stands for. Such a page is listed alone: the service answers a 404 for it.
  const ofThatPath = [...pages.values()].find(({ path }) => isSamePath(path, named.path));
  if (ofThatPath) return ofThatPath;
  const asked =
    named.path === undefined
      ? pageAt(id, wiki, options, context)
      : pageByPath(named.path, wiki, options, context);
  const found = await unlessEmpty(asked, emptyAnswers.wikiPage, context);
  const listed = found && pages.get(found.id as number);
  return listed ?? new AbsentItem(named, found ? 'unknown' : 'deleted');
}

const isSamePath = (one: string, other: string | undefined): boolean =>
  one.toLowerCase() === other?.toLowerCase();

const pageByPath = (page: string, wiki: WikiNode, options: Options, { devops }: ReadContext) =>
  devops.get<RawItem>({
    path: path`${wiki.parent.item.id}/_apis/wiki/wikis/${wiki.item.id}/pages`,
    query: { path: page },
    ...versionOf(options),
    needs: { id: aNumber },
    what: `page "${page}" of wiki "${wiki.item.name}"`,
  });

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
    ...versionOf(options),
    needs: { id: aNumber },
    parentsInUrl: true,
    what: `page ${named} of wiki "${wiki.item.name}"`,
  });

/** Pages with their content, each read singly. */
const wholePages = (type: WikiType, options: Options): Source<RawItem, WikiPageNode> => ({
  key: keyOf(`whole pages of ${type}s`, versionOf(options)),
  name: 'wiki pages',
  under: pages(type, options),
  async *read({ item, parent: wiki }, context) {
    const asked = () => pageAt(item.id, wiki, options, context, `"${item.path}"`);
    const whole = () => unlessEmpty(asked(), emptyAnswers.pageNotShown, context);
    yield pageOf([await orPartial<RawItem>(item, whole)]);
  },
});
