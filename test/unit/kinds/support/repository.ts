import { failing, type Routes } from './fake.ts';
import { organisation } from './organisation.ts';

export const r1 = '/p1/_apis/git/repositories/r1';

interface Descriptor {
  path: string;
  recursionLevel: string;
}

/** A repository with some files, answering as the service does: 400 for all when one path is missing. */
export function withFiles(files: Record<string, string | Buffer>): Routes {
  const paths = Object.keys(files).map((path) => `/${path}`);
  const folders = new Set(['/']);
  for (const path of paths) {
    for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1))
      folders.add(path.slice(0, at));
  }
  const item = (path: string) => ({
    path,
    objectId: `o:${path}`,
    commitId: 'c1',
    gitObjectType: folders.has(path) ? 'tree' : 'blob',
    contentMetadata: { fileName: path.slice(path.lastIndexOf('/') + 1) },
    url: 'https://item',
  });
  const under = ({ path, recursionLevel }: Descriptor) => {
    const prefix = path === '/' ? '/' : `${path}/`;
    const inside = [...folders, ...paths].filter((one) => one !== path && one.startsWith(prefix));
    const direct = inside.filter((one) => !one.slice(prefix.length).includes('/'));
    return recursionLevel === 'full' ? inside : recursionLevel === 'oneLevel' ? direct : [];
  };
  const exists = ({ path }: Descriptor) => paths.includes(path) || folders.has(path);
  return {
    ...organisation(),
    [`${r1}/itemsbatch`]: (_: unknown, body: { itemDescriptors: Descriptor[] }) => {
      if (!body.itemDescriptors.every(exists)) return failing(400, 'GitItemNotFoundException')();
      return {
        value: body.itemDescriptors.map((one) => [item(one.path), ...under(one).map(item)]),
      };
    },
    [`${r1}/items`]: ({ path, scopePath }: Record<string, string>) => {
      if (scopePath) {
        const folder = { path: scopePath, recursionLevel: 'oneLevel' };
        if (!exists(folder)) return failing(404, 'GitItemNotFoundException')();
        return [item(scopePath), ...under(folder).map(item)];
      }
      const text = files[(path ?? '').slice(1)];
      return text ?? failing(404, 'GitItemNotFoundException')();
    },
    '/p1/_apis/git/repositories/r2/itemsbatch': failing(404, 'GitRepositoryNotFoundException'),
    '/p1/_apis/git/repositories/r2/items': failing(404, 'GitRepositoryNotFoundException'),
    '/p1/_apis/git/repositories/r3/items': failing(404, 'GitItemNotFoundException'),
  };
}
