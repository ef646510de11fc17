import { path } from '../azure-devops/path.ts';
import type { ProjectNode } from './items.ts';
import { projects } from './sources/projects.ts';
import { flag, keyOf, type OptionsOf, optional } from './support/options.ts';
import { chunks, pageOf } from './support/reading.ts';
import { defineKind, type Node, type RawItem, type ReadContext, type Source } from './types.ts';

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
}
type WikiNode = Node<Wiki, ProjectNode>;
interface WikiPage extends RawItem {
  id: number;
  path: string;
}

export const wiki = defineKind<Options, Node<RawItem, WikiNode>>({
  name: 'wiki',
  summary: 'A page of a wiki.',
  scope: 'Wiki (read)',
  options,
  docs: {
    requests: 'one per project, one per 100 pages of each wiki; with `includeContent` one more per page',
    fields: { __wiki: 'The wiki, with its `__project`.', __project: 'The project.' },
    options: {
      wikiType: 'Only wikis of this type.',
      includeContent: 'Reads each page singly: the item is the whole page, with its `content`.',
      apiVersion: 'The version of the API, for a Server that needs another.',
    },
  },
  source: (options) => pages(options),
  items: async (nodes) =>
    nodes.map(({ item, parent }) => {
      const project = parent.parent.item;
      return { ...item, __wiki: { ...parent.item, __project: project }, __project: project };
    }),
});

/** All options of a call that differ from the standard ones. */
const version = ({ apiVersion }: Options) => (apiVersion ? { apiVersion } : {});

const wikis = (options: Options): Source<Wiki, ProjectNode> => ({
  key: keyOf('wikis', version(options)),
  under: projects,
  scope: 'Wiki (read)',
  read: (project, { devops }) =>
    devops.pages<Wiki>(
      {
        path: path`${project.item.id}/_apis/wiki/wikis`,
        ...version(options),
        what: `the wikis of project "${project.item.name}"`,
      },
      { style: 'single' },
    ),
});

/** The service gives no more at once. */
const PAGES_PER_REQUEST = 100;
/** Pages whose content is held at a time. */
const PAGES_WITH_CONTENT = 20;

const pages = (options: Options): Source<RawItem, WikiNode> => ({
  key: keyOf('wiki pages', options),
  under: wikis(options),
  applies: (wiki) => !options.wikiType || wiki.item.type === options.wikiType,
  async *read(wiki, context) {
    const list = context.devops.pages<WikiPage>(
      {
        path: path`${wiki.parent.item.id}/_apis/wiki/wikis/${wiki.item.id}/pagesbatch`,
        body: {},
        ...version(options),
        what: `the pages of wiki "${wiki.item.name}"`,
      },
      { style: 'token', size: PAGES_PER_REQUEST, sizeParameter: 'top', inBody: true },
    );
    if (!options.includeContent) return yield* list;
    for await (const page of list) {
      for (const some of chunks(page.items, PAGES_WITH_CONTENT)) {
        const whole = await Promise.all(some.map((one) => withContent(one, wiki, options, context)));
        yield pageOf(whole.filter((one) => one !== undefined));
      }
    }
  },
});

async function withContent(
  page: WikiPage,
  wiki: WikiNode,
  options: Options,
  context: ReadContext,
): Promise<RawItem | undefined> {
  try {
    return await context.devops.get<RawItem>({
      path: path`${wiki.parent.item.id}/_apis/wiki/wikis/${wiki.item.id}/pages/${page.id}`,
      query: { includeContent: true },
      ...version(options),
      what: `page "${page.path}" of wiki "${wiki.item.name}"`,
    });
  } catch (error) {
    context.incomplete(error);
    return undefined;
  }
}
