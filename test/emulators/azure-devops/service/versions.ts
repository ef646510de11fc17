import type { EmulatedRequest } from '../../types.ts';
import { ServiceError } from './errors.ts';

const common = 'Microsoft.VisualStudio.Services.Common';

const parse = (text: string) => {
  const match = /^(\d{1,2})\.(\d{1,2})(-preview(?:\.(\d{1,2}))?)?$/.exec(text);
  if (!match) return undefined;
  return {
    number: Number(match[1]) * 100 + Number(match[2]),
    preview: match[3] !== undefined,
    revision: match[4] === undefined ? undefined : Number(match[4]),
  };
};

const asked = (request: EmulatedRequest): string | undefined =>
  request.url.searchParams.get('api-version') ??
  /api-version=([^;,\s]+)/.exec(request.headers.accept ?? '')?.[1];

export interface VersionRule {
  /** The resource's latest version: `7.1`, or `7.1-preview.3` where it never left preview. */
  resource: string;
  /** The newest that the service knows: `7.2` for Azure DevOps Services (in preview), `6.0` for an older Server. */
  latest: string;
}

/**
 * The version asked for, as major × 100 + minor. Throws as the service answers where it cannot be served. A GET may be
 * without one, and is answered in the resource's latest: Port's own exporter sends most of its lists so.
 */
export const checkVersion = (request: EmulatedRequest, { resource, latest }: VersionRule): number => {
  const given = asked(request);
  const text = given || (request.method === 'GET' ? resource : undefined);
  if (text === undefined)
    throw new ServiceError(
      400,
      'VssVersionNotSpecifiedException',
      `No api-version was supplied for the "${request.method}" request. The version must be supplied either as part of the Accept header (e.g. "application/json; api-version=1.0") or as a query parameter (e.g. "?api-version=1.0").`,
      common,
    );
  const version = parse(text);
  const known = parse(latest);
  const own = parse(resource);
  if (!version || !known || !own)
    throw new ServiceError(
      400,
      'VssVersionNotSpecifiedException',
      `The api-version "${text}" could not be read.`,
      common,
    );
  const beyondRevision =
    version.number === own.number && own.revision !== undefined && (version.revision ?? 1) > own.revision;
  if (version.number > known.number || beyondRevision)
    throw new ServiceError(
      400,
      'VssVersionOutOfRangeException',
      `The requested REST API version of ${text} is out of range for this server. The latest REST API version this server supports is ${latest}.`,
      common,
    );
  if (!version.preview && (own.preview || version.number > own.number))
    throw new ServiceError(
      400,
      'VssInvalidPreviewVersionException',
      `The requested version "${text}" of the resource is under preview. The -preview flag must be supplied in the api-version for such requests. For example: "${text}-preview"`,
      common,
    );
  return version.number;
};
