import { parseOnce } from '../http/parse-once.ts';
import { releaseBody } from '../http/transport/decompress.ts';
import type { Service } from '../http/types.ts';
import type { Asked } from './answers/answers.ts';
import { bytesOf, objectOf } from './answers/contents.ts';
import { createAsker } from './asker.ts';
import { readPages } from './paging/paging.ts';
import type { AzureDevOps, Call, Organisation, WriteCall } from './types.ts';

export interface AzureDevOpsOptions {
  organisation: Organisation;
  /** The signing service; its option `isUnauthorised` must be `isSignIn`, so that it renews on the sign-in page too. */
  service: Service;
  /** Bytes of the largest answer (64 MB): a tree, a list in one piece, a file. Others may have a quarter. */
  maxAnswerBytes?: number;
}

const WRITES = { create: 'POST', replace: 'PUT', remove: 'DELETE' } as const;
const BYTES_HEADERS = { accept: 'application/octet-stream' };

export function createAzureDevOps({
  organisation,
  service,
  maxAnswerBytes = 64 * 2 ** 20,
}: AzureDevOpsOptions): AzureDevOps {
  const { ask, askJson, firstAnswer } = createAsker({ organisation, service, maxAnswerBytes });
  const askObject = async (asked: Asked) => {
    const { response, json } = await askJson(asked);
    releaseBody(response.body);
    return objectOf(json, asked);
  };
  return {
    organisation,
    get: async <T>(call: Call) => (await askObject({ method: 'GET', call })) as T,
    post: async <T>(call: Call) => (await askObject({ method: 'POST', call })) as T,
    write: async <T>({ does, ...call }: WriteCall) =>
      (await askObject({ method: WRITES[does], call, does })) as T,
    bytes: async (call) => {
      const asked: Asked = { method: methodOf(call), call: { whole: true, ...call } };
      const headers = call.accept ? { accept: call.accept } : BYTES_HEADERS;
      const parsed = parseOnce((response) => bytesOf(response, asked));
      return parsed.of(await ask(asked, headers, parsed.isUsable));
    },
    pages: (call, paging, property = 'value') => {
      const method = methodOf(call);
      const asked = { method, call: { ...('size' in paging ? {} : { whole: true }), ...call } } as const;
      return readPages((one) => askJson({ method, call: one }), asked, paging, [property].flat());
    },
    stats: () => service.stats(),
    firstAnswer,
  };
}

const methodOf = ({ body }: Call) => (body === undefined ? 'GET' : 'POST');
