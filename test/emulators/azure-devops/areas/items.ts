import { refuse } from '../evidence/answer.ts';
import { objectId } from '../organisation/derive.ts';
import type { Repository } from '../organisation/repositories.ts';
import { entriesUnder, type Recursion, type TreeEntry, treeOf } from '../organisation/trees.ts';
import {
  type Endpoint,
  type EndpointCall,
  endpoint,
  itemResponse,
  listResponse,
} from '../service/endpoint.ts';
import { badRequest, notFound } from '../service/errors.ts';
import { zipOf } from '../service/zip.ts';

const recursions = ['none', 'oneLevel', 'oneLevelPlusNestedEmptyFolders', 'full'] as const;
const versionTypes = ['branch', 'tag', 'commit'] as const;

interface Version {
  type: (typeof versionTypes)[number];
  /** Branch name without `refs/heads/`. */
  name: string;
}

const unresolvable = (repository: Repository, version: Version) =>
  refuse('noVersion', wordsOf(version), repository.name);

const wordsOf = ({ type, name }: Version) => `${type[0]?.toUpperCase()}${type.slice(1)}: ${name} `;

/** The files at a version; commits and tags have those of the default branch. */
const treeAt = (repository: Repository, asked: Version | undefined) => {
  const standard = repository.defaultBranch?.slice('refs/heads/'.length);
  if (standard === undefined) throw refuse('noBranches', repository.name);
  const version = asked ?? { type: 'branch', name: standard };
  if (version.type !== 'branch') return { tree: treeOf(repository, standard), version };
  for (const [slot, { name }] of repository.branches.entries())
    if (name === `refs/heads/${version.name}`)
      return { tree: treeOf(repository, version.name), version, slot };
  throw unresolvable(repository, version);
};

const noItem = (name: 'noItem' | 'noItemOfSeveral', repository: Repository, path: string, version: Version) =>
  refuse(name, path.slice(1), repository.name, `<${wordsOf(version)}>`, objectId(repository.branches.key, 0));

const extensionOf = (path: string) => /[^/]\.([^./]+)$/.exec(path)?.[1];

const metadataOf = ({ path, file }: TreeEntry) => {
  const fileName = path.split('/').at(-1) as string;
  if (!file) return { fileName };
  const extension = extensionOf(path);
  const isBinary = extension === 'png';
  return {
    encoding: isBinary ? -1 : 65_001,
    contentType: isBinary ? 'image/png' : 'text/plain',
    fileName,
    ...(extension !== undefined && { extension }),
    ...(isBinary && { isBinary, isImage: true }),
  };
};

interface ItemForm {
  version: Version;
  metadata: boolean;
  /** The place that was asked for, and not what lies in it. */
  isPlace: boolean;
}

/**
 * An item as recorded. The URL of the place that was asked for has it in the query; the URL of an item in it has it
 * in the path, behind two slashes. Metadata of the content are those of the place alone.
 */
const itemOf = (
  call: EndpointCall,
  repository: Repository,
  entry: TreeEntry,
  { version, metadata, isPlace }: ItemForm,
) => {
  const base = `${call.organisation.world.links.core}/${repository.project.id}/_apis/git/repositories/${repository.id}`;
  const at = isPlace
    ? `?path=${encodeURIComponent(entry.path)}&`
    : `/${entry.path.split('/').map(encodeURIComponent).join('/')}?`;
  const type = `${version.type[0]?.toUpperCase()}${version.type.slice(1)}`;
  const name = versionAsked(call) ? `&version=${encodeURIComponent(version.name.toWellFormed())}` : '';
  return {
    objectId: entry.objectId,
    gitObjectType: entry.file ? 'blob' : 'tree',
    commitId: objectId(repository.branches.key, 0),
    path: entry.path,
    ...(!entry.file && { isFolder: true }),
    ...(metadata && isPlace && { contentMetadata: metadataOf(entry) }),
    url: `${base}/items${at}versionType=${type}${name}&versionOptions=None`,
  };
};

/** Links, which only an item that is asked for alone has. */
const linksOf = ({ url, objectId: id, gitObjectType }: ReturnType<typeof itemOf>) => {
  const repository = url.slice(0, url.indexOf('/items'));
  const object = gitObjectType === 'tree' ? 'trees' : 'blobs';
  return {
    _links: {
      self: { href: url },
      repository: { href: repository },
      [object.slice(0, -1)]: { href: `${repository}/${object}/${id}` },
    },
  };
};

/** `/` before, none behind. */
const normalised = (path: string) => `/${path.replace(/^\/+|\/+$/g, '')}`;

const versionAsked = ({ query }: EndpointCall): Version | undefined => {
  const name = query.text('versionDescriptor.version') ?? query.text('version');
  if (name === undefined) return undefined;
  return {
    name,
    type:
      query.oneOf('versionDescriptor.versionType', versionTypes) ??
      query.oneOf('versionType', versionTypes) ??
      'branch',
  };
};

/** The form in which a single file is wanted: `$format` first, then the Accept header. */
const formOf = (call: EndpointCall): 'json' | 'bytes' | 'text' => {
  const format = call.query.text('$format')?.toLowerCase();
  const accept = call.request.headers.accept ?? '';
  if (format === 'json' || (format === undefined && accept.includes('application/json'))) return 'json';
  if (format === 'text' || (format === undefined && accept.includes('text/plain'))) return 'text';
  return 'bytes';
};

const items = endpoint({
  route: 'GET /{project}/_apis/git/repositories/{repository}/items',
  area: 'core',
  version: '7.1',
  scope: 'vso.code',
  query: [
    'path',
    'scopePath',
    'recursionLevel',
    'includeContentMetadata',
    'includeContent',
    'download',
    '$format',
    'versionDescriptor.version',
    'versionDescriptor.versionType',
    'versionDescriptor.versionOptions',
    'version',
    'versionType',
  ],
  notEmulated: ['latestProcessedChange', 'includeLinks', 'zipForUnix', 'resolveLfs', 'sanitize'],
  answer(call) {
    const { query } = call;
    const repository = call.repository();
    const { tree, version } = treeAt(repository, versionAsked(call));
    const scope = query.text('scopePath');
    const path = normalised(query.text('path') ?? scope ?? '/');
    const entry = tree.get(path);
    if (!entry) throw noItem('noItem', repository, path, version);
    const metadata = query.flag('includeContentMetadata');
    const form = formOf(call);
    const recursion = query.oneOf<Recursion>('recursionLevel', recursions) ?? 'none';
    if (entry.file && form !== 'json' && recursion === 'none')
      return {
        status: 200,
        headers: {
          'content-type': form === 'text' ? 'text/plain' : 'application/octet-stream',
          ...(query.flag('download') && {
            'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(path.split('/').at(-1) as string)}`,
          }),
        },
        body: entry.file.content(),
      };
    if (query.text('path') !== undefined) {
      const item = itemOf(call, repository, entry, { version, metadata, isPlace: true });
      const content = entry.file && query.flag('includeContent') && entry.file.content().toString('utf8');
      return itemResponse({
        ...item,
        ...(typeof content === 'string' && { content }),
        ...linksOf(item),
      });
    }
    return listResponse(
      entriesUnder(tree, path, recursion).map((one, n) =>
        itemOf(call, repository, one, { version, metadata, isPlace: n === 0 }),
      ),
    );
  },
});

const descriptorOf = (value: unknown) => {
  const { path, recursionLevel, version, versionType } = value as Record<string, string | undefined>;
  if (typeof path !== 'string') throw badRequest('A path is missing in itemDescriptors.');
  const recursion = recursions.find((one) => one.toLowerCase() === (recursionLevel ?? 'none').toLowerCase());
  const type = versionTypes.find((one) => one === (versionType ?? 'branch').toLowerCase());
  if (!recursion || !type) throw badRequest(`The descriptor of ${path} could not be read.`);
  return {
    path: normalised(path),
    recursion,
    version: version === undefined ? undefined : { type, name: version },
  };
};

const itemsBatch = endpoint({
  route: 'POST /{project}/_apis/git/repositories/{repository}/itemsbatch',
  area: 'core',
  version: '7.1',
  scope: 'vso.code',
  answer(call) {
    const repository = call.repository();
    const { itemDescriptors, includeContentMetadata } = call.json();
    if (!Array.isArray(itemDescriptors) || itemDescriptors.length === 0)
      throw badRequest('The itemDescriptors must not be empty.', 'ArgumentException');
    const found = itemDescriptors.map(descriptorOf).map(({ path, recursion, version: asked }) => {
      const { tree, version } = treeAt(repository, asked);
      const entries = entriesUnder(tree, path, recursion);
      if (entries.length === 0) throw noItem('noItemOfSeveral', repository, path, version);
      const metadata = String(includeContentMetadata) === 'true';
      return entries.map((one, n) => itemOf(call, repository, one, { version, metadata, isPlace: n === 0 }));
    });
    return listResponse(found);
  },
});

/**
 * A bare list of object ids; entries are named by them. Recorded nowhere, told by readers of the server: without the
 * Accept header it is refused, and one id that is missing fails the whole request.
 */
const blobs = endpoint({
  route: 'POST /{project}/_apis/git/repositories/{repository}/blobs',
  area: 'core',
  version: '7.1',
  scope: 'vso.code',
  notEmulated: ['filename'],
  answer(call) {
    const repository = call.repository();
    if (!call.request.headers.accept?.includes('application/zip'))
      throw badRequest('The requested format is not supported.', 'ArgumentException');
    const ids: unknown = JSON.parse(call.request.body.toString('utf8'));
    if (!Array.isArray(ids) || ids.length === 0)
      throw badRequest('A list of blob ids is required.', 'ArgumentException');
    const known = new Map([...repository.files.items()].map((file) => [file.objectId, file]));
    const entries = [...new Set(ids.map(String))].map((id) => {
      const file = known.get(id.toLowerCase());
      if (!file) throw notFound(`The object ${id} could not be found.`, 'GitObjectDoesNotExistException');
      return [id, file.content()] as const;
    });
    return { status: 200, headers: { 'content-type': 'application/zip' }, body: zipOf(entries) };
  },
});

/** The route by which Port's exporter asks for files and folders. */
const itemsOfAnyProject: Endpoint = { ...items, route: 'GET /_apis/git/repositories/{repository}/items' };

export const itemEndpoints = [items, itemsOfAnyProject, itemsBatch, blobs];
