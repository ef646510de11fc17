import type { Area } from '../../../../src/azure-devops/types.ts';

/** Destination of a request. */
export interface Destination {
  organisation: string;
  /** `any`: a Server's collection URL, where all areas live together. */
  area: Area | 'any';
  hosting: 'services' | 'legacy' | 'server';
  /** The path behind the organisation, with a leading slash, still encoded. */
  path: string;
}

/** An organisation's name and the path of its collection on a Server. */
export interface Address {
  name: string;
  /** `/northpeak`, `/tfs/DefaultCollection` */
  collection: string;
}

const areas: Record<string, Area> = {
  '': 'core',
  vssps: 'graph',
  vsaex: 'entitlements',
  vsrm: 'release',
  advsec: 'advsec',
  analytics: 'analytics',
};

const onServices = (hostname: string, path: string): Destination | undefined => {
  const area = areas[hostname.replace(/\.?dev\.azure\.com$/, '')];
  const [, organisation, rest = ''] = /^\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  if (area === undefined || organisation === undefined) return undefined;
  return { organisation: decodeURIComponent(organisation), area, hosting: 'services', path: rest || '/' };
};

const onLegacy = (hostname: string, path: string): Destination | undefined => {
  const [organisation = '', sub = ''] = hostname.replace(/\.visualstudio\.com$/, '').split('.');
  const area = areas[sub];
  if (area === undefined) return undefined;
  return { organisation, area, hosting: 'legacy', path: path.replace(/^\/DefaultCollection(?=\/)/i, '') };
};

const onServer = (path: string, addresses: readonly Address[]): Destination | undefined => {
  const lower = path.toLowerCase();
  const found = addresses.find(({ collection }) =>
    lower.startsWith(`${encodeURI(collection).toLowerCase()}/`),
  );
  if (!found) return undefined;
  return {
    organisation: found.name,
    area: 'any',
    hosting: 'server',
    path: path.slice(encodeURI(found.collection).length),
  };
};

/** Undefined where no organisation lives. The port is of no account. */
export const destinationOf = (url: URL, addresses: readonly Address[]): Destination | undefined => {
  const { hostname, pathname } = url;
  if (/(^|\.)dev\.azure\.com$/.test(hostname)) return onServices(hostname, pathname);
  if (hostname.endsWith('.visualstudio.com')) return onLegacy(hostname, pathname);
  return onServer(pathname, addresses);
};

/** URL of an area, seen from a request's own address: the answer of `resourceAreas`. */
export const locationOf = (url: URL, { organisation, hosting }: Destination, area: Area): string => {
  const sub = Object.keys(areas).find((name) => areas[name] === area) as string;
  const port = url.port ? `:${url.port}` : '';
  if (hosting === 'legacy')
    return `${url.protocol}//${[organisation, sub].filter(Boolean).join('.')}.visualstudio.com${port}/`;
  return `${url.protocol}//${[sub, 'dev.azure.com'].filter(Boolean).join('.')}${port}/${encodeURIComponent(organisation)}/`;
};
