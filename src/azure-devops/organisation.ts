import { LOOK_ALIKE_HINT, lookAlike } from '../http/look-alike.ts';
import { UserError } from '../lib/errors.ts';
import { withoutTrailing } from '../lib/text/trim.ts';
import type { Organisation } from './types.ts';

const EXAMPLE = 'https://dev.azure.com/contoso';
const EXAMPLES = `${EXAMPLE} or https://tfs.example.com/tfs/DefaultCollection`;

/** The organisation, or Server's collection, of a URL. Throws UserError where the URL is none of one. */
export function parseOrganisationUrl(text: string): Organisation {
  const url = withoutTrailing(text.trim(), '/').replace(/(?<!:)\/{2,}/g, '/');
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isAddress = parsed && /^https?:$/.test(parsed.protocol);
  // The text is not repeated: it has a password, or looks as if it had.
  if (isAddress ? parsed.username || parsed.password : url.includes('@')) {
    throw new UserError(
      'The organisation URL has a user name or password in it.',
      `Credentials have inputs of their own: leave them out of the URL, as in ${EXAMPLE}`,
    );
  }
  if (!isAddress) {
    throw new UserError(
      `${quote(url)} is not the URL of an Azure DevOps organisation.`,
      `Write it whole: ${EXAMPLES}`,
    );
  }
  if (parsed.search || parsed.hash) {
    throw new UserError(`${quote(url)} has a query or fragment.`, `Give the bare URL: ${EXAMPLES}`);
  }
  const reason = lookAlike(parsed.hostname);
  if (reason) throw new UserError(`The host ${parsed.hostname} of ${quote(url)} ${reason}.`, LOOK_ALIKE_HINT);
  const host = parsed.hostname.toLowerCase();
  const segments = parsed.pathname.split('/').filter(Boolean);
  if (host === 'dev.azure.com' || host.endsWith('.dev.azure.com')) return onServices(url, host, segments);
  if (host.endsWith('.visualstudio.com')) return onLegacy(url, host, segments);
  return onServer(url, parsed.origin, segments);
}

const quote = (url: string): string => JSON.stringify(url);

function onServices(url: string, host: string, segments: string[]): Organisation {
  // The name as the user wrote it, not as URL parses it: it becomes part of entities.
  const name = url.split('/')[3] ?? '';
  if (host !== 'dev.azure.com') {
    throw new UserError(
      `${quote(url)} is one of the organisation's hosts, not the organisation.`,
      `Use https://dev.azure.com/${name || '<organisation>'}`,
    );
  }
  if (segments.length === 0) {
    throw new UserError(`${quote(url)} names no organisation.`, 'Use https://dev.azure.com/<organisation>');
  }
  if (segments.length > 1) {
    throw new UserError(
      `${quote(url)} goes on after the organisation.`,
      `The input projects chooses what is read of an organisation. Use https://dev.azure.com/${name}`,
    );
  }
  return { url, name, hosting: 'services' };
}

function onLegacy(url: string, host: string, segments: string[]): Organisation {
  const labels = host.split('.');
  const name = labels[0] ?? '';
  const collection = segments.length === 1 && segments[0]?.toLowerCase() === 'defaultcollection';
  if (labels.length !== 3 || (segments.length > 0 && !collection)) {
    throw new UserError(
      `${quote(url)} is not the URL of an organisation.`,
      `Use https://${name}.visualstudio.com`,
    );
  }
  return { url, name, hosting: 'legacy' };
}

function onServer(url: string, origin: string, segments: string[]): Organisation {
  const missing = segments.length === 0 || (segments.length === 1 && segments[0]?.toLowerCase() === 'tfs');
  if (missing) {
    throw new UserError(
      `${quote(url)} names no collection.`,
      `On a Server the URL ends with the collection, such as ${origin}/${segments[0] ? 'tfs/' : ''}DefaultCollection`,
    );
  }
  if (segments.some((segment) => segment.startsWith('_'))) {
    throw new UserError(
      `${quote(url)} goes on after the collection.`,
      `Give the collection's own URL: ${EXAMPLES}`,
    );
  }
  return { url, name: url, hosting: 'server' };
}

/** A warning about the organisation's URL; undefined where there is none. */
export const organisationWarning = ({ url }: Organisation): string | undefined =>
  /^http:/i.test(url)
    ? `${url} is not encrypted: the credential and all that is read can be seen on the way. Use https if the Server has it.`
    : undefined;
