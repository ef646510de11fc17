import { hashText, mix, objectId, uuid } from './derive.ts';
import { type Numbering, numbering } from './numbering.ts';
import type { Project } from './project.ts';
import type { Repository } from './repositories.ts';
import type { Shelf } from './shelf.ts';
import { areaNames, reasons, subjects } from './words.ts';
import type { World } from './world.ts';

export interface Wiki {
  slot: number;
  id: string;
  name: string;
  type: 'projectWiki' | 'codeWiki';
  project: Project;
  repositoryId: string;
  mappedPath: string;
  version: string;
  /** Whether its repository is. */
  isDisabled: boolean;
  pages: Shelf<WikiPage>;
}

export interface WikiPage {
  id: number;
  path: string;
  order: number;
  content: string;
  /** True for a page whose file Git pushed with spaces in its name: it is listed, and found by no other route. */
  isNonConformant: boolean;
}

const pathOf = (slot: number): string => {
  const parent = areaNames[slot % areaNames.length];
  if (slot < areaNames.length) return `/${parent}`;
  return `/${parent}/How we ${subjects[slot % subjects.length]} ${slot}`;
};

const createWiki = (
  world: World,
  project: Project,
  home: Repository | undefined,
  numbers: Numbering,
  key: number,
  slot: number,
): Wiki => {
  const isCode = slot === 1 && home !== undefined;
  const id = uuid(key, slot);
  const name = isCode ? `${home.name} docs` : `${project.name}.wiki`;
  return {
    slot,
    id,
    name: world.text(name, mix(key, slot)),
    type: isCode ? 'codeWiki' : 'projectWiki',
    project,
    repositoryId: isCode ? home.id : id,
    mappedPath: isCode ? '/docs' : '/',
    version: isCode ? 'main' : 'wikiMain',
    isDisabled: false,
    pages: world.shelf<WikiPage>({
      kind: 'wiki-page',
      place: id,
      slots: world.scale.pagesPerWiki,
      make: (page, list, revision) => ({
        id: numbers.id(project.slot * 2 + slot, page),
        path: world.text(pathOf(page), mix(list, page)).replaceAll(/[\r\n]/g, ' '),
        order: page,
        isNonConformant: false,
        content: `# ${pathOf(page).split('/').at(-1)}\n\nWritten ${reasons[mix(list, page) % reasons.length]}.\n${revision > 0 ? `\nRevised ${revision} times.\n` : ''}`,
      }),
    }),
  };
};

/** A project's wiki, and one from the code where there is some. */
export const wikisOf = (world: World, project: Project, repositories: Shelf<Repository>) => {
  const numbers = numbering(world.scale.projects * 2 + 8);
  return world.shelf<Wiki>({
    kind: 'wiki',
    place: project.id,
    slots: repositories.initial > 0 && project.slot % 2 === 0 ? 2 : 1,
    make: (slot, key) => createWiki(world, project, repositories.at(0), numbers, key, slot),
    keep: (wiki, revision) => {
      wiki.name = `${wiki.name.replace(/ \(\d+\)$/, '')} (${revision})`;
    },
  });
};

export const wikiItem = (world: World, wiki: Wiki) => ({
  id: wiki.id,
  versions: [{ version: wiki.version }],
  url: `${world.links.core}/${wiki.project.id}/_apis/wiki/wikis/${wiki.id}`,
  remoteUrl: `${world.links.core}/${wiki.project.id}/_wiki/wikis/${wiki.id}`,
  type: wiki.type,
  name: wiki.name,
  projectId: wiki.project.id,
  repositoryId: wiki.repositoryId,
  mappedPath: wiki.mappedPath,
  isDisabled: wiki.isDisabled,
});

const ESCAPES = {
  '-': '%2D',
  ':': '%3A',
  '<': '%3C',
  '>': '%3E',
  '*': '%2A',
  '?': '%3F',
  '|': '%7C',
  '"': '%22',
};

/** Path of a page in the wiki's repository: a space is a hyphen there, and some characters are escaped. */
export const filePathOf = ({ mappedPath }: Wiki, { path, isNonConformant }: WikiPage): string => {
  const escaped = path.replace(/[-:<>*?|"]/g, (one) => ESCAPES[one as keyof typeof ESCAPES]);
  const name = isNonConformant ? path : escaped.replaceAll(' ', '-');
  return `${mappedPath === '/' ? '' : mappedPath}${name}.md`;
};

/** The SHA of its file, in quotes. */
export const tagOf = ({ id, content }: WikiPage): string => `"${objectId(hashText(content), id)}"`;

export const wikiPageItem = (world: World, wiki: Wiki, page: WikiPage, content: boolean) => {
  const { project, id } = wiki;
  const path = encodeURIComponent(page.path.toWellFormed());
  return {
    path: page.path,
    order: page.order,
    gitItemPath: filePathOf(wiki, page),
    subPages: [],
    url: `${world.links.core}/${project.id}/_apis/wiki/wikis/${id}/pages/${path}`,
    remoteUrl: `${world.links.core}/${project.id}/_wiki/wikis/${id}?pagePath=${path}`,
    id: page.id,
    content: content ? page.content : '',
  };
};
