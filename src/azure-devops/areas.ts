import { percentDecoded } from '../lib/percent-decoded.ts';
import { withoutTrailing } from '../lib/trim.ts';
import type { Area, Organisation } from './types.ts';

/** Where each area lives. */
export interface Areas {
  base(area: Area): Promise<string>;
}

const SUBDOMAINS: Record<Exclude<Area, 'core'>, string> = {
  graph: 'vssps',
  entitlements: 'vsaex',
  release: 'vsrm',
  advsec: 'advsec',
  analytics: 'analytics',
};

/** The areas' names in the service's own list, in lower case. */
const NAMES: Record<Exclude<Area, 'core'>, string[]> = {
  graph: ['graph'],
  entitlements: ['memberentitlementmanagement'],
  release: ['release'],
  advsec: ['alert', 'advancedsecurity', 'advsec'],
  analytics: ['analytics'],
};

export interface ResourceArea {
  name?: unknown;
  locationUrl?: unknown;
}

/**
 * `discover` asks the service once, as soon as an area other than core is needed; where it does not tell, or names a
 * host outside the organisation's own family, the known host is used. A Server has all areas at its collection.
 */
export function createAreas(
  organisation: Organisation,
  discover: () => Promise<readonly ResourceArea[]>,
): Areas {
  let told: Promise<readonly ResourceArea[]> | undefined;
  return {
    async base(area) {
      if (area === 'core' || organisation.hosting === 'server') return organisation.url;
      // Not a silent empty: what cannot be discovered is at the known host, and a real failure shows there.
      told ??= discover().catch(() => []);
      const found = (await told).find(
        ({ name }) => typeof name === 'string' && NAMES[area].includes(name.toLowerCase()),
      );
      return trusted(found?.locationUrl, organisation) ?? knownBase(organisation, area);
    },
  };
}

export function knownBase({ url, name, hosting }: Organisation, area: Exclude<Area, 'core'>): string {
  const { protocol, port } = new URL(url);
  const sub = SUBDOMAINS[area];
  const at = port ? `:${port}` : '';
  return hosting === 'legacy'
    ? `${protocol}//${name}.${sub}.visualstudio.com${at}`
    : `${protocol}//${sub}.dev.azure.com${at}/${name}`;
}

/**
 * The location, if the credential may go there: a host of the service's that is the organisation's own, by https. Else the known host serves as well.
 */
function trusted(location: unknown, { url, name }: Organisation): string | undefined {
  if (typeof location !== 'string' || !URL.canParse(location)) return undefined;
  const own = new URL(url);
  const there = new URL(location);
  if (there.username || there.password || there.search || there.hash) return undefined;
  if (there.protocol !== 'https:' && there.protocol !== own.protocol) return undefined;
  const isOwn = there.port === own.port && isOfFamily(there, percentDecoded(name).toLowerCase());
  return isOwn ? withoutTrailing(location, '/') : undefined;
}

/** An organisation is the first part of the path, or of the name; some hosts know it by the letter A and its id. */
function isOfFamily({ hostname, pathname }: URL, name: string): boolean {
  const first = (pathname.split('/')[1] ?? '').toLowerCase();
  if (/(^|\.)dev\.azure\.com$/.test(hostname)) return percentDecoded(first) === name;
  if (!/\.visualstudio\.com$/.test(hostname)) return false;
  return hostname.split('.')[0] === name || /^a[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(first);
}
