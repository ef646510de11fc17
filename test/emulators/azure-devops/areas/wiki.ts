import { refuse } from '../evidence/answer.ts';
import { tagOf, type Wiki, type WikiPage, wikiItem, wikiPageItem } from '../organisation/wikis.ts';
import { type EndpointCall, endpoint, itemResponse, listResponse } from '../service/endpoint.ts';
import { badRequest } from '../service/errors.ts';
import { positionOf, readShelf, signatureOf, textToken } from '../service/paging.ts';

const wikiOf = (call: EndpointCall): Wiki => {
  const wanted = call.parameter('wiki').toLowerCase();
  for (const wiki of call.lists().wikis.items())
    if (wiki.id === wanted || wiki.name.toLowerCase() === wanted) return wiki;
  throw refuse('noWiki', call.parameter('wiki'));
};

const wikis = endpoint({
  route: 'GET /{project}/_apis/wiki/wikis',
  area: 'core',
  version: '7.1',
  scope: 'vso.wiki',
  answer: (call) =>
    listResponse([...call.lists().wikis.items()].map((wiki) => wikiItem(call.organisation.world, wiki))),
});

/** Wikis of all projects that the token may see. */
const wikisOfAll = endpoint({
  ...wikis,
  route: 'GET /_apis/wiki/wikis',
  answer: ({ organisation, visibleProjects }) =>
    listResponse(
      visibleProjects()
        .filter(({ state }) => state === 'wellFormed')
        .flatMap((project) => [...organisation.lists(project).wikis.items()])
        .map((wiki) => wikiItem(organisation.world, wiki)),
    ),
});

const pagesBatch = endpoint({
  route: 'POST /{project}/_apis/wiki/wikis/{wiki}/pagesbatch',
  area: 'core',
  version: '7.1',
  scope: 'vso.wiki',
  query: [],
  notEmulated: [
    'versionDescriptor.version',
    'versionDescriptor.versionOptions',
    'versionDescriptor.versionType',
  ],
  answer(call) {
    const wiki = wikiOf(call);
    const { top = 100, continuationToken } = call.json();
    if (typeof top !== 'number' || !Number.isInteger(top) || top < 1 || top > 100)
      throw badRequest('The value of top must be from 1 to 100.', 'ArgumentOutOfRangeException');
    const token =
      continuationToken === undefined || continuationToken === null ? undefined : String(continuationToken);
    const signature = signatureOf(call.request.url.pathname, call.query);
    const read = readShelf<WikiPage, object>(wiki.pages, { map: ({ id, path }) => ({ path, id }) });
    const { items, next } = read(positionOf(token, textToken, signature), top);
    return listResponse(
      items,
      next === undefined ? undefined : { 'x-ms-continuationtoken': textToken.write(next, signature) },
    );
  },
});

const page = endpoint({
  route: 'GET /{project}/_apis/wiki/wikis/{wiki}/pages/{page}',
  area: 'core',
  version: '7.1',
  scope: 'vso.wiki',
  query: ['includeContent', 'recursionLevel'],
  answer(call) {
    const wiki = wikiOf(call);
    const id = Number(call.parameter('page'));
    const found = [...wiki.pages.items()].find((one) => one.id === id && !one.isNonConformant);
    if (!found) throw refuse('noWikiPage', call.parameter('page'));
    const body = wikiPageItem(call.organisation.world, wiki, found, call.query.flag('includeContent'));
    return { ...itemResponse(body), headers: { etag: tagOf(found) } };
  },
});

const pageByPath = endpoint({
  route: 'GET /{project}/_apis/wiki/wikis/{wiki}/pages',
  area: 'core',
  version: '7.1',
  scope: 'vso.wiki',
  query: ['path', 'includeContent'],
  notEmulated: ['recursionLevel', 'versionDescriptor.version'],
  answer(call) {
    const wiki = wikiOf(call);
    const path = call.query.text('path') ?? '/';
    const found = [...wiki.pages.items()].find(
      (one) => one.path.toLowerCase() === path.toLowerCase() && !one.isNonConformant,
    );
    if (!found) throw refuse('noWikiPage', path);
    const body = wikiPageItem(call.organisation.world, wiki, found, call.query.flag('includeContent'));
    return { ...itemResponse(body), headers: { etag: tagOf(found) } };
  },
});

export const wikiEndpoints = [wikis, wikisOfAll, pagesBatch, page, pageByPath];
