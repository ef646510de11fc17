import { at, type Fact } from './facts.ts';

/** An organisation that events may be of. */
export interface EventOrganisation {
  /** The name by which its items are chosen. */
  name: string;
  url: string;
}

/**
 * The organisation of an event, by the addresses in it, which may be of any host of the service. An event without one is
 * of the only organisation. Undefined where it is of none of these.
 */
export const organisationOf = (
  event: Fact,
  organisations: readonly EventOrganisation[],
): EventOrganisation | undefined => {
  const containers = at(event, 'resourceContainers');
  const addresses = ['collection', 'account', 'project', 'server'].map((of) => at(containers, of, 'baseUrl'));
  const keys = [...addresses, at(event, 'resource', 'url')].flatMap((one) => keyOf(one) ?? []);
  if (keys.length === 0) return organisations.length === 1 ? organisations[0] : undefined;
  for (const key of keys) {
    const found = organisations.find(({ url }) => key === keyOf(url) || key.startsWith(`${keyOf(url)}/`));
    if (found) return found;
  }
  return undefined;
};

/** The part of an address that tells organisations apart: the name on Services, host and path on a Server. */
const keyOf = (address: Fact): string | undefined => {
  if (typeof address !== 'string' || address.length > 2048 || !URL.canParse(address)) return undefined;
  const { host, hostname, pathname, protocol } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  const segments = pathname.toLowerCase().split('/').filter(Boolean);
  if (hostname === 'dev.azure.com' || hostname.endsWith('.dev.azure.com'))
    return segments[0] && `services:${segments[0]}`;
  if (hostname.endsWith('.visualstudio.com')) return `services:${hostname.split('.')[0]}`;
  return [host, ...segments].join('/');
};
