import { brotliCompressSync } from 'node:zlib';
import { errorsOf } from '../../emulators/azure-devops/evidence/errors/errors.ts';
import type { WireResponse } from '../../emulators/types.ts';
import type { Family, Fault } from './types.ts';

/** Bodies that an answer may come with, by what they are. */
interface Form {
  name: string;
  family: Family;
  contentType: string | undefined;
  body(right: WireResponse): Buffer;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** The service's error JSON, with a code or without one. */
const errorBody = (typeKey: string | undefined, message: string): Buffer =>
  Buffer.from(
    JSON.stringify({
      $id: '1',
      innerException: null,
      message,
      ...(typeKey !== undefined && { typeName: `Microsoft.${typeKey}, Microsoft`, typeKey }),
      errorCode: 0,
      eventId: 3000,
    }),
  );

const coded = (name: string, family: Family, typeKey: string, message: string): Form => ({
  name,
  family,
  contentType: JSON_TYPE,
  body: () => errorBody(typeKey, message),
});

const texts: readonly Form[] = [
  {
    name: 'JSON without a code',
    family: 'status without a code',
    contentType: JSON_TYPE,
    body: () => errorBody(undefined, 'Resource not found'),
  },
  {
    name: "a gateway's JSON",
    family: 'status without a code',
    contentType: 'application/json',
    body: () => Buffer.from('{"error":{"code":"404","message":"no healthy upstream"}}'),
  },
  {
    name: 'an empty list',
    family: 'status without a code',
    contentType: JSON_TYPE,
    body: () => Buffer.from('{"count":0,"value":[]}'),
  },
  {
    name: 'text',
    family: 'status with text',
    contentType: 'text/plain',
    body: () => Buffer.from('no healthy upstream'),
  },
  {
    name: 'a page',
    family: 'status with a page',
    contentType: 'text/html; charset=utf-8',
    body: () =>
      Buffer.from('<!DOCTYPE html><html><head><title>Blocked</title></head><body># Blocked</body></html>'),
  },
  { name: 'nothing', family: 'status with nothing', contentType: undefined, body: () => Buffer.alloc(0) },
];

const right: Form = {
  name: 'the right body',
  family: 'status with the right body',
  contentType: '',
  body: ({ body }) => body,
};

/** Codes of the service that say nothing on a route of which they are not its own. */
const OTHERS = [
  {
    typeKey: 'CircuitBreakerExceededConcurrencyException',
    message: 'VS403267: The circuit breaker is open.',
  },
  { typeKey: 'GitItemNotFoundException', message: "TF401174: The item '/x' could not be found." },
  {
    typeKey: 'InvalidTeamSettingsException',
    message: 'TF400497: The backlog iteration path is no longer valid.',
  },
];

const STATUSES = [202, 204, 206, 302, 400, 401, 403, 404, 405, 409, 410, 429, 500, 502, 503];

type Bytes = 'whole' | 'cut' | 'brotli' | 'utf-16';

const packed = ({ status, headers, body }: WireResponse, bytes: Bytes): WireResponse => {
  switch (bytes) {
    case 'cut':
      return { status, headers, body: body.subarray(0, Math.floor(body.length * 0.6)) };
    case 'brotli':
      return { status, headers: { ...headers, 'content-encoding': 'br' }, body: brotliCompressSync(body) };
    case 'utf-16':
      return { status, headers, body: Buffer.from(`\ufeff${body.toString('utf8')}`, 'utf16le') };
    default:
      return { status, headers, body };
  }
};

const withForm = (answer: WireResponse, status: number, form: Form): WireResponse => {
  const { 'content-type': type, 'x-ms-continuationtoken': token, ...rest } = answer.headers;
  const contentType = form === right ? type : form.contentType;
  return {
    status,
    headers: {
      ...rest,
      ...(form === right && token !== undefined && { 'x-ms-continuationtoken': token }),
      ...(contentType !== undefined && { 'content-type': contentType }),
    },
    body: status === 204 ? Buffer.alloc(0) : form.body(answer),
  };
};

const familyOf = (form: Form, status: number, bytes: Bytes): Family => {
  if (bytes === 'cut') return 'bytes cut';
  if (bytes !== 'whole') return 'bytes in another encoding';
  return status === 200 ? 'success with something else' : form.family;
};

const answer = (status: number, form: Form, bytes: Bytes): Fault => ({
  name: `${status} ${form.name}${bytes === 'whole' ? '' : `, ${bytes}`}`,
  family: familyOf(form, status, bytes),
  // The body that was asked for, whole, under a status of success: nothing shows that it is not what it says.
  ...(form === right &&
    status >= 200 &&
    status < 300 &&
    status !== 204 &&
    bytes === 'whole' && { truthful: true }),
  change: (given) =>
    status === 200 && form === right && bytes !== 'brotli' && !isJson(given)
      ? undefined
      : packed(withForm(given, status, form), bytes),
});

/** Bytes of a file that are fewer, or in another character set, are what a file may have. */
const isJson = ({ headers }: WireResponse) => /json/.test(headers['content-type'] ?? '');

/** The codes that a route was seen to use, or is believed to; `statuses`: what they are tried with. */
const ownForms = (route: string): { form: Form; statuses: readonly number[] }[] => {
  const own = errorsOf(route);
  const known = new Set<string>();
  return errorsOf(route, true).flatMap((one) => {
    const { typeKey, message, status } = one;
    if (typeKey === undefined || known.has(typeKey)) return [];
    known.add(typeKey);
    const form = coded(`its own ${typeKey}`, 'status with its own code', typeKey, message);
    return [{ form, statuses: own.includes(one) ? STATUSES : [...new Set([status, 404])] }];
  });
};

/** Whether a lie of this status and code leaves no trace: it is the service's own word for "there is none". */
const isTraceless = (route: string, status: number, form: Form): boolean =>
  errorsOf(route).some((one) => one.absent && one.status === status && form.name.endsWith(` ${one.typeKey}`));

/** Port's own answers about errors. */
const portForms: readonly Form[] = [
  'not_found',
  'invalid_request',
  'forbidden',
  'unauthorized',
  'identifier_taken',
].map((error) => ({
  name: `its own ${error}`,
  family: 'status with its own code',
  contentType: JSON_TYPE,
  body: () => Buffer.from(JSON.stringify({ ok: false, error, message: `refused: ${error}` })),
}));

/** The same for Port. That an integration is not there is its own word, and no lie that shows. */
export const portAnswerFaults = (route: string): Fault[] => {
  const faults: Fault[] = [];
  const others = OTHERS.slice(0, 1).map(({ typeKey, message }) =>
    coded(`another's ${typeKey}`, 'status with another code', typeKey, message),
  );
  for (const status of STATUSES)
    for (const form of status === 204 ? nothing : [...portForms, ...others, ...texts, right]) {
      const none = status === 404 && form.name === 'its own not_found' && /GET .*\/integration\//.test(route);
      if (!none) faults.push(answer(status, form, 'whole'));
    }
  return [...faults, ...inBytes(portForms.slice(0, 1)), ...successes(portForms.slice(0, 2))];
};

/** status × {own code, other code, none} × {JSON, text, HTML, empty, the right body} × {whole, cut, other encoding} */
export const answerFaults = (route: string): Fault[] => {
  const own = ownForms(route);
  const others = OTHERS.filter(
    ({ typeKey }) => !own.some(({ form }) => form.name === `its own ${typeKey}`),
  ).map(({ typeKey, message }) =>
    coded(`another's ${typeKey}`, 'status with another code', typeKey, message),
  );
  const faults: Fault[] = [];
  for (const status of STATUSES) {
    const mine = own.filter(({ statuses }) => statuses.includes(status)).map(({ form }) => form);
    for (const form of status === 204 ? nothing : [...mine, ...others, ...texts, right])
      if (!isTraceless(route, status, form)) faults.push(answer(status, form, 'whole'));
  }
  return [
    ...faults,
    ...inBytes(others.slice(0, 1)),
    ...successes([...own.slice(0, 2).map(({ form }) => form), ...others]),
  ];
};

const nothing = texts.filter(({ name }) => name === 'nothing');
const packings = ['cut', 'brotli', 'utf-16'] as const;

/** Answers with a part of a body, or a body in another encoding, which could be taken for all of it. */
const inBytes = (coded: readonly Form[]): Fault[] =>
  [200, 206, 404].flatMap((status) =>
    packings.flatMap((bytes) =>
      [right, ...(status === 200 ? [] : [...coded, ...texts.slice(0, 1)])].map((form) =>
        answer(status, form, bytes),
      ),
    ),
  );

/** A success that is something else. An empty list that agrees with itself is a lie that leaves no trace. */
const successes = (coded: readonly Form[]): Fault[] =>
  [...coded, ...texts]
    .filter(({ name }) => name !== 'an empty list')
    .map((form) => answer(200, form, 'whole'));
