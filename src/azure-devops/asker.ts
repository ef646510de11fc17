import { parseOnce } from '../http/parse-once.ts';
import type { HttpResponse, Service, ServiceRequest } from '../http/types.ts';
import { type Asked, expectSuccess, thrownAs } from './answers/answers.ts';
import { jsonOf } from './answers/contents.ts';
import { serviceError } from './answers/service-error.ts';
import { createApiVersions } from './api-versions.ts';
import { createAreas } from './areas.ts';
import type { Answer } from './paging/list-page.ts';
import { path } from './path.ts';
import { scopeOf } from './scopes.ts';
import { isObject } from './shape.ts';
import type { Call, Organisation, QueryValue } from './types.ts';

export interface AskerOptions {
  organisation: Organisation;
  service: Service;
  /** Bytes of the largest answer. */
  maxAnswerBytes: number;
}

/** Sends calls to the host and with the version that they need. What is no success throws AzureDevOpsError. */
export interface Asker {
  ask(asked: Asked, headers: Headers, isUsable?: ServiceRequest['isUsable']): Promise<HttpResponse>;
  askJson(asked: Asked): Promise<Answer>;
  /** The time of the service's first answer, by its own clock, to the second. Undefined before it. */
  firstAnswer(): Date | undefined;
}

type Headers = Readonly<Record<string, string>>;

/** Share of the largest answer that pages, batches and single items may have: they weigh a MB or two. */
const PART = 1 / 4;

const API_VERSION = '7.1';
const JSON_HEADERS = { accept: 'application/json' };
/** Headers of every call: a 401 in place of a redirect to the sign-in page, and no answer of a cache on the way (RFC 9111). */
const OF_ALL = { 'x-tfs-fedauthredirect': 'Suppress', 'cache-control': 'no-cache' };

const RESOURCE_AREAS: Call = {
  path: path`_apis/resourceAreas`,
  what: "the hosts of the organisation's areas",
};

export function createAsker({ organisation, service, maxAnswerBytes }: AskerOptions): Asker {
  const versions = createApiVersions(organisation.hosting);
  let firstAnswer: Date | undefined;
  const areas = createAreas(organisation, async () => {
    const { json } = await askJson({ method: 'GET', call: RESOURCE_AREAS });
    return isObject(json) && Array.isArray(json.value) ? json.value : [];
  });

  const send = async (
    { method, call, does }: Asked,
    url: string,
    headers: Headers,
    isUsable: ServiceRequest['isUsable'],
  ) =>
    service.send({
      method,
      url,
      route: call.path.route,
      scope: scopeOf(call.path.route),
      headers: { ...headers, ...OF_ALL },
      ...(call.body !== undefined && { body: call.body }),
      ...(call.final && { final: call.final }),
      ...(isUsable && { isUsable }),
      maxBytes: call.whole ? maxAnswerBytes : Math.ceil(maxAnswerBytes * PART),
      idempotent: does !== 'create',
    });

  /** Sends a call, again with an older api-version as long as a Server asks for one. */
  const ask: Asker['ask'] = async (asked, headers, isUsable) => {
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

  const askJson: Asker['askJson'] = async (asked) => {
    const parsed = parseOnce((response) => jsonOf(response, asked));
    const response = await ask(asked, JSON_HEADERS, parsed.isUsable);
    return { response, json: parsed.of(response) };
  };

  return { ask, askJson, firstAnswer: () => firstAnswer };
}

function dateOf({ headers }: HttpResponse): Date | undefined {
  const time = Date.parse(headers.date ?? '');
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** The URL of a call: query values that are undefined are left out. */
function urlOf(base: string, call: Call, version: string): string {
  const query = Object.entries<QueryValue>({ ...call.query, 'api-version': version })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encode(name)}=${encodeURIComponent(String(value).toWellFormed())}`);
  return `${base}/${call.path.encoded}?${query.join('&')}`;
}

const encode = (name: string): string => encodeURIComponent(name).replace('%24', '$');
