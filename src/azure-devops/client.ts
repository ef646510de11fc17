import { parseOnce } from '../http/parse-once.ts';
import { releaseBody } from '../http/transport/decompress.ts';
import type { HttpResponse, Service, ServiceRequest } from '../http/types.ts';
import { type Asked, expectSuccess, thrownAs } from './answers/answers.ts';
import { bytesOf, jsonOf, objectOf } from './answers/contents.ts';
import { serviceError } from './answers/service-error.ts';
import { createApiVersions } from './api-versions.ts';
import { createAreas, type ResourceArea } from './areas.ts';
import type { Answer } from './paging/list-page.ts';
import { readPages } from './paging/paging.ts';
import { path } from './path.ts';
import { scopeOf } from './scopes.ts';
import type { AzureDevOps, Call, Organisation, QueryValue } from './types.ts';

export interface AzureDevOpsOptions {
  organisation: Organisation;
  /** The signing service; its option `isUnauthorised` must be `isSignIn`, so that it renews on the sign-in page too. */
  service: Service;
  /** Bytes of the largest answer (64 MB): a tree, a list in one piece, a file. Others may have a quarter. */
  maxAnswerBytes?: number;
}

/** Share of the largest answer that pages, batches and single items may have: they weigh a MB or two. */
const PART = 1 / 4;

const API_VERSION = '7.1';
const JSON_HEADERS = { accept: 'application/json' };
const BYTES_HEADERS = { accept: 'application/octet-stream' };
/** Asks for a 401 in place of a redirect to the sign-in page. */
const NO_SIGN_IN = { 'x-tfs-fedauthredirect': 'Suppress' };

export function createAzureDevOps({
  organisation,
  service,
  maxAnswerBytes = 64 * 2 ** 20,
}: AzureDevOpsOptions): AzureDevOps {
  const versions = createApiVersions(organisation.hosting);
  let firstAnswer: Date | undefined;
  const areas = createAreas(organisation, async () => {
    const answer = await readJson({ method: 'GET', call: RESOURCE_AREAS });
    const { value } = answer.json as { value?: ResourceArea[] };
    return Array.isArray(value) ? value : [];
  });

  const send = async (
    { method, call }: Asked,
    url: string,
    headers: Record<string, string>,
    isUsable: ServiceRequest['isUsable'],
  ) =>
    service.send({
      method,
      url,
      route: call.path.route,
      scope: scopeOf(call.path.route),
      headers: { ...headers, ...NO_SIGN_IN },
      ...(call.body !== undefined && { body: call.body }),
      ...(call.final && { final: call.final }),
      ...(isUsable && { isUsable }),
      maxBytes: call.whole ? maxAnswerBytes : Math.ceil(maxAnswerBytes * PART),
      idempotent: true,
    });

  /** Sends a call, again with an older api-version as long as a Server asks for one. */
  const request = async (
    asked: Asked,
    headers: Record<string, string>,
    isUsable?: ServiceRequest['isUsable'],
  ): Promise<HttpResponse> => {
    const { call } = asked;
    const { route } = call.path;
    try {
      const base = await areas.base(call.area ?? 'core');
      let version = versions.pick(route, call.apiVersion ?? API_VERSION);
      for (;;) {
        const response = await send(asked, urlOf(base, call, version), headers, isUsable);
        firstAnswer ??= dateOf(response);
        const older =
          response.status === 400 ? versions.afterRefusal(route, version, serviceError(response)) : undefined;
        if (older === undefined || older === version) {
          expectSuccess(response, asked);
          return response;
        }
        version = older;
      }
    } catch (error) {
      throw thrownAs(error, asked);
    }
  };

  const readJson = async (asked: Asked): Promise<Answer> => {
    const parsed = parseOnce((response) => jsonOf(response, asked));
    const response = await request(asked, JSON_HEADERS, parsed.isUsable);
    return { response, json: parsed.of(response) };
  };
  const readObject = async (asked: Asked) => {
    const { response, json } = await readJson(asked);
    releaseBody(response.body);
    return objectOf(json, asked);
  };

  return {
    organisation,
    get: async <T>(call: Call) => (await readObject({ method: 'GET', call })) as T,
    post: async <T>(call: Call) => (await readObject({ method: 'POST', call })) as T,
    bytes: async (call) => {
      const method = call.body === undefined ? 'GET' : 'POST';
      const asked: Asked = { method, call: { whole: true, ...call } };
      const headers = call.accept ? { accept: call.accept } : BYTES_HEADERS;
      const parsed = parseOnce((response) => bytesOf(response, asked));
      return parsed.of(await request(asked, headers, parsed.isUsable));
    },
    pages: (call, paging, property = 'value') => {
      const method = call.body === undefined ? 'GET' : 'POST';
      const asked = { method, call: { ...('size' in paging ? {} : { whole: true }), ...call } } as const;
      return readPages((one) => readJson({ method, call: one }), asked, paging, [property].flat());
    },
    stats: () => service.stats(),
    firstAnswer: () => firstAnswer,
  };
}

function dateOf({ headers }: HttpResponse): Date | undefined {
  const time = Date.parse(headers.date ?? '');
  return Number.isNaN(time) ? undefined : new Date(time);
}

const RESOURCE_AREAS: Call = {
  path: path`_apis/resourceAreas`,
  what: "the hosts of the organisation's areas",
};

/** The URL of a call: query values that are undefined are left out. */
function urlOf(base: string, call: Call, version: string): string {
  const query = Object.entries<QueryValue>({ ...call.query, 'api-version': version })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encode(name)}=${encodeURIComponent(String(value).toWellFormed())}`);
  return `${base}/${call.path.encoded}?${query.join('&')}`;
}

const encode = (name: string): string => encodeURIComponent(name).replace('%24', '$');
