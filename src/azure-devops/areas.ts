import { isOwnMistake } from '../lib/errors.ts';
import { percentDecoded } from '../lib/text/percent-decoded.ts';
import { withoutTrailing } from '../lib/text/trim.ts';
import { isObject } from './shape.ts';
import type { Area, Organisation } from './types.ts';

/** The base URL of each area of the API. */
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

/** Names of the areas in the service's own list (`_apis/resourceAreas`), in lower case. */
const NAMES: Record<Exclude<Area, 'core'>, string[]> = {
  graph: ['graph'],
  entitlements: ['memberentitlementmanagement'],
  release: ['release'],
  advsec: ['alert', 'advancedsecurity', 'advsec'],
  analytics: ['analytics'],
};

/**
 * Areas as the service tells them: `discover` is called once, as soon as an area other than core is needed. Where it
 * fails, or names a host that is not the organisation's own, the known host is used. A Server has all areas at its
 * collection's URL.
 */
export function createAreas(organisation: Organisation, discover: () => Promise<readonly unknown[]>): Areas {
  let told: Promise<readonly unknown[]> | undefined;
  return {
    async base(area) {
      if (area === 'core' || organisation.hosting === 'server') return organisation.url;
      told ??= discover().catch(unlessMistake);
      const found = (await told)
        .filter(isObject)
        .find(({ name }) => typeof name === 'string' && NAMES[area].includes(name.toLowerCase()));
      return trusted(found?.locationUrl, organisation) ?? knownBase(organisation, area);
    },
  };
}

/** A failure of the service is not lost: the known host is asked next, and shows it. */
const unlessMistake = (error: unknown): [] => {
  if (isOwnMistake(error)) throw error;
  return [];
};

/** The base URL of an area by the service's usual hosts. */
export function knownBase({ url, name, hosting }: Organisation, area: Exclude<Area, 'core'>): string {
  const { protocol, port } = new URL(url);
  const sub = SUBDOMAINS[area];
  const at = port ? `:${port}` : '';
  return hosting === 'legacy'
    ? `${protocol}//${name}.${sub}.visualstudio.com${at}`
    : `${protocol}//${sub}.dev.azure.com${at}/${name}`;
}

/**
 * The location, if the credential may be sent there: by https, to a host of the service's that is the organisation's.
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

/**
 * Whether a location is of the organisation: its name is the first part of the path or of the host, or the path has the
 * letter A and the organisation's id.
 */
function isOfFamily({ hostname, pathname }: URL, name: string): boolean {
  const first = (pathname.split('/')[1] ?? '').toLowerCase();
  if (/(^|\.)dev\.azure\.com$/.test(hostname)) return percentDecoded(first) === name;
  if (!/\.visualstudio\.com$/.test(hostname)) return false;
  return hostname.split('.')[0] === name || /^a[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(first);
}
