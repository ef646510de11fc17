import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSignIn } from '../../../src/azure-devops/answers/answers.ts';
import { isStopped } from '../../../src/azure-devops/answers/known-answers.ts';
import { createAzureDevOps } from '../../../src/azure-devops/client.ts';
import { parseOrganisationUrl } from '../../../src/azure-devops/organisation.ts';
import { path } from '../../../src/azure-devops/path.ts';
import { aListOf, aNumber, anObject, aText } from '../../../src/azure-devops/shape.ts';
import { AzureDevOpsError, type Page } from '../../../src/azure-devops/types.ts';
import { createService, type ServiceOptions } from '../../../src/http/service/service.ts';
import { TransportError } from '../../../src/http/types.ts';
import { silent } from '../../../src/lib/log.ts';
import { virtualClock } from '../../emulators/kit/clock.ts';
import { answer, broken, scripted } from '../http/support/scripted.ts';

type Script = ReturnType<typeof scripted>;

function devopsOn(script: Script, url = 'https://dev.azure.com/contoso', more: Partial<ServiceOptions> = {}) {
  const service = createService({
    name: 'Azure DevOps',
    transport: script.transport,
    clock: virtualClock(),
    log: silent,
    maxConcurrency: 8,
    requestTimeoutSeconds: 60,
    isUnauthorised: isSignIn,
    ...more,
  });
  return createAzureDevOps({ organisation: parseOrganisationUrl(url), service });
}

const json = (body: object | string, headers = {}) =>
  answer(200, { 'content-type': 'application/json; charset=utf-8', ...headers }, body);

interface Expected extends Partial<Pick<AzureDevOpsError, 'likelyCause' | 'status' | 'code'>> {
  message?: RegExp;
  hint?: RegExp;
}

const projects = { path: path`_apis/projects`, key: { id: aNumber }, what: 'the projects' };

const urls = ({ sent }: Script): string[] => sent.map(({ url }) => decodeURIComponent(url));

async function collect(pages: AsyncIterable<Page<unknown>>): Promise<number[][]> {
  const all: number[][] = [];
  for await (const page of pages) all.push((page.items as { id: number }[]).map(({ id }) => id));
  return all;
}

describe('a call', () => {
  it('asks for raw JSON with its query and api-version, and hands it back untouched', async () => {
    const body = { id: 1, status: 'completed', date: '2024-01-01T00:00:00Z', rateLimit: null };
    const script = scripted(json(body, { 'x-ratelimit-resource': 'core' }));
    const result = await devopsOn(script).get({
      ...projects,
      query: { $expand: 'all', includeCapabilities: true, none: undefined, q: 'a&b=c' },
    });
    assert.deepEqual(result, body);
    assert.equal(
      script.sent[0]?.url,
      'https://dev.azure.com/contoso/_apis/projects?$expand=all&includeCapabilities=true&q=a%26b%3Dc&api-version=7.1',
    );
    assert.equal(script.sent[0]?.headers.accept, 'application/json');
    assert.equal(script.sent[0]?.headers['x-tfs-fedauthredirect'], 'Suppress');
  });

  it('takes its own api-version', async () => {
    const script = scripted(json({}));
    await devopsOn(script).get({ ...projects, apiVersion: '7.1-preview.3' });
    assert.match(script.sent[0]?.url ?? '', /\?api-version=7\.1-preview\.3$/);
  });

  it('a POST carries its body, and is sent again like any read', async () => {
    const script = scripted(answer(503), json({ ok: true }));
    const result = await devopsOn(script).post({ ...projects, body: { ids: [1] } });
    assert.deepEqual(result, { ok: true });
    assert.deepEqual(
      script.sent.map(({ method, body, fresh }) => ({ method, body, fresh })),
      Array(2).fill({ method: 'POST', body: '{"ids":[1]}', fresh: undefined }),
    );
  });

  it('a byte order mark before the JSON is no part of it', async () => {
    assert.deepEqual(await devopsOn(scripted(json('\ufeff{"a":1}'))).get(projects), { a: 1 });
  });

  it('a 204 is undefined where there may be none, and no answer elsewhere', async () => {
    const none = { ...projects, mayBeNone: true, needs: { id: aNumber } };
    assert.equal(await devopsOn(scripted(answer(204))).get(none), undefined);
    await assert.rejects(devopsOn(scripted(answer(204))).get(projects), { likelyCause: 'malformed' });
  });

  it('what lacks a member that the API promises is no answer', async () => {
    const call = { ...projects, needs: { id: aNumber, columns: aListOf(anObject({ name: aText })) } };
    assert.deepEqual(await devopsOn(scripted(json({ id: 0, columns: [] }))).get(call), {
      id: 0,
      columns: [],
    });
    for (const body of [
      ...[{ id: 1 }, { id: 1, columns: null }, [], 'null', '3', { id: '1', columns: [] }, { columns: [] }],
      ...[
        { id: 1, columns: {} },
        { id: 1, columns: [null] },
        { id: 1, columns: [{ name: 3 }] },
      ],
    ])
      await assert.rejects(devopsOn(scripted(json(body))).get(call), {
        likelyCause: 'malformed',
        message:
          /Could not read the projects: the answer (is no object|has no (whole|list|object|text|"\w+"))/,
      });
  });

  it('bytes are asked for as such and come as they are, HTML and marks included', async () => {
    const text = '\ufeff<html>';
    const script = scripted(answer(200, { 'content-type': 'application/octet-stream' }, text));
    const body = await devopsOn(script).bytes(projects);
    assert.equal(body.toString('utf8'), text);
    assert.equal(script.sent[0]?.headers.accept, 'application/octet-stream');
  });

  it('goes to the host of its area', async () => {
    const script = scripted(
      json({ value: [{ name: 'Graph', locationUrl: 'https://vssps.dev.azure.com/contoso/' }] }),
      json({}),
    );
    const devops = devopsOn(script);
    await devops.get({ ...projects, area: 'graph' });
    await devops.get({ ...projects, area: 'graph' });
    assert.deepEqual(
      script.sent.map(({ url }) => url.replace(/\?.*/, '')),
      [
        'https://dev.azure.com/contoso/_apis/resourceAreas',
        'https://vssps.dev.azure.com/contoso/_apis/projects',
        'https://vssps.dev.azure.com/contoso/_apis/projects',
      ],
    );
  });
});

describe('an answer that is not the expected one', () => {
  const page = { 'content-type': 'text/html; charset=utf-8' };
  const error = (message: string, typeKey?: string) => ({ message, typeKey, errorCode: 0 });

  for (const [title, response, expected] of [
    [
      'a 401',
      answer(401, {}, error('TF400813: not authorised')),
      { likelyCause: 'credential', status: 401, message: /TF400813/ },
    ],
    [
      'the sign-in page',
      answer(203, page, '<html>Sign in'),
      { likelyCause: 'credential', status: 203, message: /sign-in page/ },
    ],
    [
      'a redirect to sign in',
      answer(302, { location: 'https://spsprodweu1.vssps.visualstudio.com/_signin?x' }),
      { likelyCause: 'credential', status: 302 },
    ],
    ['a page in place of JSON', answer(200, page, '<html>'), { likelyCause: 'credential', status: 200 }],
    [
      'a redirect elsewhere',
      answer(301, { location: 'https://elsewhere.example/' }),
      { likelyCause: 'refused', status: 301, hint: /renamed/ },
    ],
    [
      'a 403',
      answer(403, {}, error('TF50309: lacks permission', 'AccessCheckException')),
      { likelyCause: 'permission', code: 'AccessCheckException' },
    ],
    ['a 404', answer(404, {}, error('TF401019: gone')), { likelyCause: 'missing', code: 'TF401019' }],
    ['a 404 page', answer(404, page, '<html>'), { likelyCause: 'missing', code: undefined }],
    ['a 400', answer(400, {}, error('VS402337: too many')), { likelyCause: 'refused', code: 'VS402337' }],
    [
      'a 500',
      answer(500, {}, error('oops', 'SomeException')),
      { likelyCause: 'unavailable', code: 'SomeException' },
    ],
    ['a 503 after all retries', answer(503), { likelyCause: 'unavailable', status: 503 }],
    ['JSON that is cut', json('{"value":[1,2'), { likelyCause: 'malformed' }],
    ['nothing at all', answer(200), { likelyCause: 'malformed' }],
    [
      'a transport error',
      broken('tls'),
      { likelyCause: 'transport', status: undefined, hint: /NODE_EXTRA_CA_CERTS/ },
    ],
  ] as const) {
    it(`${title} is an error that names the call and the likely cause`, async () => {
      const { message = /./, hint = /./, ...rest }: Expected = expected;
      await assert.rejects(devopsOn(scripted(response)).get(projects), (thrown: unknown) => {
        assert.ok(thrown instanceof AzureDevOpsError, String(thrown));
        for (const [name, value] of Object.entries(rest)) {
          assert.equal(thrown[name as keyof AzureDevOpsError], value, name);
        }
        assert.match(thrown.message, /^Could not read the projects: .*\(GET _apis\/projects.*\)\.$/);
        assert.match(thrown.message, message);
        assert.match(thrown.hint ?? '', hint);
        assert.deepEqual(thrown.call, { what: 'the projects', route: '_apis/projects' });
        return true;
      });
    });
  }

  const stopped = answer(
    503,
    { 'content-type': 'application/json', 'x-tfs-serviceerror': 'TF24668%3a+stopped' },
    `\ufeff${JSON.stringify({
      $id: '1',
      message: 'TF24668: The following team project collection is stopped: contoso.',
      typeKey: 'VssServiceException',
      errorCode: 0,
    })}`,
  );

  it('an organisation that was stopped says so, and who can start it, and is not asked again and again', async () => {
    for (const response of [stopped, { ...stopped, headers: {} }, { ...stopped, body: Buffer.from('') }]) {
      const script = scripted(response);
      const more = { isFinal: isStopped };
      await assert.rejects(devopsOn(script, undefined, more).get(projects), {
        likelyCause: 'unavailable',
        status: 503,
        code: 'TF24668',
        message: /^Could not read the projects: the organisation is stopped/,
        hint: /administrator/,
      });
      assert.equal(script.sent.length, 1);
    }
  });

  it('a server that has no such API says so, and nothing takes it for an empty list', async () => {
    const text =
      "The controller for path '/contoso/_apis/wit/fields' was not found or does not implement IController.";
    const script = scripted(answer(404, { 'content-type': 'text/plain; charset=utf-8' }, text));
    const fields = { path: path`_apis/wit/fields`, what: 'the fields' };
    await assert.rejects(devopsOn(script).get(fields), (error: AzureDevOpsError) => {
      assert.match(error.message, /this server has no such API/);
      assert.match(error.hint ?? '', /older.*URL/);
      assert.equal(error.isOwn, false);
      return true;
    });
    assert.equal(script.sent.length, 1);
  });

  for (const [title, first] of [
    ['cut', answer(200, { 'content-type': 'application/json' }, '{"value":[1,2')],
    ['empty', answer(200, { 'content-type': 'application/json' })],
    ['a page', answer(200, page, '<html>')],
  ] as const)
    it(`one that is ${title} is asked for once more`, async () => {
      const script = scripted(first, json({ id: 1 }));
      assert.deepEqual(await devopsOn(script).get(projects), { id: 1 });
      assert.equal(script.sent.length, 2);
    });

  it('one without content is not asked for again, and bytes are taken as they are', async () => {
    const none = scripted(answer(204));
    assert.equal(await devopsOn(none).get({ ...projects, mayBeNone: true }), undefined);
    assert.equal(none.sent.length, 1);
    const bytes = scripted(answer(200, { 'content-type': 'application/octet-stream' }, '{"cut'));
    assert.equal((await devopsOn(bytes).bytes(projects)).toString(), '{"cut');
    assert.equal(bytes.sent.length, 1);
  });

  it('a 401 to what was read before is tried again; one that stays is not told as a missing scope', async () => {
    const repositories = { path: path`${'p'}/_apis/git/repositories`, what: 'the repositories' };
    const refs = { path: path`${'p'}/_apis/git/repositories/${'r'}/refs`, what: 'the branches' };
    const healed = scripted(json({ a: 1 }), answer(401), json({ b: 1 }));
    const devops = devopsOn(healed);
    await devops.get(repositories);
    assert.deepEqual(await devops.get(refs), { b: 1 });
    assert.equal(healed.sent.length, 3);
    const stays = scripted(json({ a: 1 }), answer(401));
    const other = devopsOn(stays);
    await other.get(repositories);
    await assert.rejects(other.get(refs), {
      status: 401,
      lapsed: true,
      message: /credential was not accepted .* which had taken it/,
      hint: /expired|revoked/,
    });
    assert.equal(stays.sent.length, 1 + 4);
    await assert.rejects(other.get({ path: path`_apis/release/releases`, what: 'the releases' }), {
      lapsed: false,
      hint: /wrong, expired/,
    });
    assert.equal(stays.sent.length, 1 + 4 + 1);
  });

  it('a service beyond hope is told as unavailable, with the reason', async () => {
    const devops = devopsOn(scripted(answer(429, { 'retry-after': '4000' })));
    await assert.rejects(devops.get(projects), { likelyCause: 'unavailable', message: /another 4000 s/ });
  });

  it('the reason of a stopped run stays what it is', async () => {
    const reason = new Error('cancelled');
    const devops = devopsOn(scripted(json({})), undefined, { signal: AbortSignal.abort(reason) });
    await assert.rejects(devops.get(projects), reason);
  });

  it('the sign-in page makes the credential renew once', async () => {
    let renewals = 0;
    const script = scripted(answer(203, page, '<html>'), json({ ok: 1 }));
    const devops = devopsOn(script, undefined, { renew: async () => void renewals++ });
    assert.deepEqual(await devops.get(projects), { ok: 1 });
    assert.equal(renewals, 1);
  });
});

describe('an error', () => {
  const whole = {
    ...{ $id: '1', innerException: null, message: 'TF401174: The item could not be found.' },
    ...{ typeName: 'Git.X, Git', typeKey: 'GitItemNotFoundException', errorCode: 0, eventId: 3000 },
  };
  const jsonType = { 'content-type': 'application/json; charset=utf-8' };
  const thrownBy = async (response: Parameters<typeof scripted>[0]): Promise<AzureDevOpsError> => {
    let thrown: unknown;
    await devopsOn(scripted(response))
      .get({ path: path`_apis/things`, what: 'the things' })
      .catch((error: unknown) => {
        thrown = error;
      });
    assert.ok(thrown instanceof AzureDevOpsError);
    return thrown;
  };

  it('is the service’s own in the whole form that it was seen in, and has its code and its number', async () => {
    const { isOwn, code, number } = await thrownBy(answer(404, jsonType, whole));
    assert.deepEqual([isOwn, code, number], [true, 'GitItemNotFoundException', 'TF401174']);
    assert.equal((await thrownBy(answer(404, jsonType, `\ufeff${JSON.stringify(whole)}`))).isOwn, true);
  });

  for (const [title, response] of [
    ['in plain text', answer(404, { 'content-type': 'text/plain' }, JSON.stringify(whole))],
    ['in a page', answer(404, { 'content-type': 'text/html' }, '<html>TF401174</html>')],
    ['without a type', answer(404, {}, whole)],
    ['without a body', answer(404, jsonType)],
    ['packed as nobody asked for', answer(404, { ...jsonType, 'content-encoding': 'br' }, whole)],
    ['that is cut', answer(404, jsonType, JSON.stringify(whole).slice(0, -9))],
    ...Object.keys(whole).map(
      (name) => [`without ${name}`, answer(404, jsonType, { ...whole, [name]: undefined })] as const,
    ),
    ['with a number for its typeKey', answer(404, jsonType, { ...whole, typeKey: 5 })],
  ] as const)
    it(`${title} is of something on the way`, async () => {
      assert.equal((await thrownBy(response)).isOwn, false);
    });

  it('for which something must be repaired says how', async () => {
    const message = 'TF400497: The backlog iteration path that you specified is no longer valid.';
    const error = await thrownBy(
      answer(400, jsonType, { ...whole, message, typeKey: 'InvalidTeamSettingsException' }),
    );
    assert.match(error.hint ?? '', /Set a valid backlog iteration/);
  });
});

describe('an answer that is not the whole one', () => {
  const type = { 'content-type': 'application/json' };
  const one = { value: [{ id: 1 }] };
  for (const [title, response] of [
    ['206', answer(206, type, one)],
    ['203', answer(203, type, one)],
    ['201', answer(201, type, one)],
    ['a type that is not JSON', answer(200, { 'content-type': 'text/plain' }, one)],
    ['no type', answer(200, {}, one)],
    ['brotli', answer(200, { ...type, 'content-encoding': 'br' }, one)],
    ['a count above its items', json({ count: 2, ...one })],
    ['a count that is no number', json({ count: '1', ...one })],
    ['an item that is null', json({ value: [{ id: 1 }, null] })],
    ['an item that is no object', json({ value: [{ id: 1 }, 2] })],
    ['an item that is a list', json({ value: [[]] })],
    ['an item without its key', json({ value: [{ id: 1 }, { name: 'x' }] })],
    ['an item whose key is of another type', json({ value: [{ id: '1' }] })],
  ] as const)
    it(`is no list: ${title}`, async () => {
      await assert.rejects(collect(devopsOn(scripted(response)).pages(projects, { style: 'single' })), {
        name: 'AzureDevOpsError',
      });
    });

  it('counts nulls as items, where the route has them', async () => {
    const script = scripted(json({ count: 2, value: [{ id: 1 }, null] }));
    for await (const { items } of devopsOn(script).pages({ ...projects, nulls: true }, { style: 'single' }))
      assert.deepEqual(items, [{ id: 1 }, null]);
  });

  const file = 'application/octet-stream';
  const own = { 'x-tfs-processid': 'x' };
  for (const [title, response] of [
    ['206', answer(206, { 'content-type': file }, 'part')],
    ['204', answer(204, { 'content-type': file })],
    ['a page', answer(200, { 'content-type': 'text/html' }, '<html>')],
    ['a page with marks of the service', answer(200, { 'content-type': 'text/html', ...own }, '<html>')],
    ['JSON', answer(200, { 'content-type': 'application/json', ...own }, '{}')],
    ['a text of who knows whom', answer(200, { 'content-type': 'text/plain' }, 'no healthy upstream')],
    ['no type', answer(200, {}, 'x')],
    ['brotli', answer(200, { 'content-type': file, 'content-encoding': 'br' }, 'x')],
    ['no proven end', { ...answer(200, { 'content-type': file }, 'x'), openEnded: true as const }],
  ] as const)
    it(`is no file: ${title}`, async () => {
      await assert.rejects(devopsOn(scripted(response)).bytes(projects), { name: 'AzureDevOpsError' });
    });

  it('a file has the type of its ending only with a mark of the service', async () => {
    for (const headers of [own, { 'content-disposition': 'attachment; filename=a.md' }])
      for (const type of ['text/plain; charset=utf-8', 'image/svg+xml']) {
        const response = answer(200, { 'content-type': type, ...headers }, 'x');
        assert.equal((await devopsOn(scripted(response)).bytes(projects)).toString(), 'x');
      }
  });
});

describe('an answer that is too large', () => {
  const tooLarge = new TransportError('too-large', 'the answer is larger than 16 MB');
  const limited = (most: number) =>
    scripted(({ url }) => {
      const asked = decodeURIComponent(url);
      const size = Number(/top=(\d+)/.exec(asked)?.[1]);
      if (size > most) return tooLarge;
      const skip = Number(/(?:skip|Token)=(\d+)/.exec(asked)?.[1] ?? 0);
      const value = [0, 1, 2, 3, 4, 5, 6].map((id) => ({ id })).slice(skip, skip + size);
      const next = skip + size < 7 ? { 'x-ms-continuationtoken': String(skip + size) } : {};
      return json({ value }, next);
    });

  for (const style of ['skip', 'token'] as const)
    it(`is asked for in smaller pages: ${style}`, async () => {
      const found = await collect(devopsOn(limited(2)).pages(projects, { style, size: 7 }));
      assert.deepEqual(found.flat(), [0, 1, 2, 3, 4, 5, 6]);
    });

  it('is not read where there are none, and says what raises the limit', async () => {
    const script = scripted(tooLarge);
    await assert.rejects(devopsOn(script).get(projects), {
      likelyCause: 'too-large',
      message: /larger than 16 MB/,
      hint: /maxAnswerSize/,
    });
    assert.equal(script.sent.length, 1);
  });

  it('may weigh a quarter of the limit for a page, and all of it for what comes in one piece', async () => {
    const script = scripted(json({ value: [] }));
    const devops = devopsOn(script);
    await collect(devops.pages(projects, { style: 'token', size: 5 }));
    await collect(devops.pages(projects, { style: 'single' }));
    const mb = 2 ** 20;
    assert.deepEqual(
      script.sent.map(({ maxBytes }) => maxBytes),
      [16 * mb, 64 * mb],
    );
  });
});

describe('pages', () => {
  const ids = (...items: number[]) => items.map((id) => ({ id }));
  const value = (...items: number[]) => json({ count: items.length, value: ids(...items) });
  const more = (token: string, ...items: number[]) =>
    json({ value: ids(...items) }, { 'x-ms-continuationtoken': token });

  it('by token follow the response header to the end, across an empty page', async () => {
    const script = scripted(more('a b', 1, 2), more('c'), value(3));
    const devops = devopsOn(script);
    assert.deepEqual(await collect(devops.pages(projects, { style: 'token', size: 2 })), [[1, 2], [3]]);
    assert.deepEqual(
      urls(script).map((url) => url.split('?')[1]),
      [
        '$top=2&api-version=7.1',
        '$top=2&continuationToken=a b&api-version=7.1',
        '$top=2&continuationToken=c&api-version=7.1',
      ],
    );
  });

  it('by token end with an error when nothing new comes, whatever the tokens', async () => {
    let token = 0;
    for (const page of [[], [1, 2]]) {
      const script = scripted(() => more(String(token++), ...page));
      await assert.rejects(collect(devopsOn(script).pages(projects, { style: 'token' })), /does not end/);
      assert.ok(script.sent.length <= 100, String(script.sent.length));
    }
  });

  it('by token take the names of their parameters and of the list', async () => {
    const script = scripted(json({ members: ids(1), continuationToken: 'next' }), json({ members: ids(2) }));
    const paging = {
      style: 'token',
      size: 5,
      sizeParameter: 'top',
      tokenParameter: 'token',
      bodyToken: 'continuationToken',
    } as const;
    assert.deepEqual(await collect(devopsOn(script).pages(projects, paging, 'members')), [[1], [2]]);
    assert.match(urls(script)[1] ?? '', /\?top=5&token=next&/);
  });

  it('by token in the body of a POST', async () => {
    const script = scripted(more('t', 1), value(2));
    const call = { ...projects, body: { pageViewsForDays: 1 } };
    await collect(devopsOn(script).pages(call, { style: 'token', size: 100, inBody: true }));
    assert.deepEqual(
      script.sent.map(({ method, body }) => [method, JSON.parse(String(body))]),
      [
        ['POST', { pageViewsForDays: 1, top: 100 }],
        ['POST', { pageViewsForDays: 1, top: 100, continuationToken: 't' }],
      ],
    );
  });

  it('by token that comes twice end with an error instead of never', async () => {
    const script = scripted(more('a', 1), more('b', 2), more('a', 3));
    await assert.rejects(collect(devopsOn(script).pages(projects, { style: 'token' })), {
      likelyCause: 'malformed',
      message: /does not end/,
    });
    assert.equal(script.sent.length, 3);
  });

  /** A list of so many, of which a page has no more than `most`. */
  const listOf = (count: number, most = count) =>
    scripted(({ url }) => {
      const [, top, skip] = /top=(\d+).*skip=(\d+)/.exec(decodeURIComponent(url)) ?? [];
      const all = Array.from({ length: count }, (_, id) => id);
      return value(...all.slice(Number(skip), Number(skip) + Math.min(most, Number(top))));
    });
  const skipped = (script: Script) => urls(script).map((url) => Number(/skip=(\d+)/.exec(url)?.[1]));

  for (const [count, asked] of [
    [0, [0]],
    [2, [0, 2]],
    [3, [0, 2, 3]],
    [4, [0, 2, 4]],
    [5, [0, 2, 4, 5]],
    [7, [0, 2, 4, 6, 7]],
  ] as const)
    it(`by skipping end with an empty page that was asked for without overlap: ${count} items in threes`, async () => {
      const script = listOf(count);
      const found = (await collect(devopsOn(script).pages(projects, { style: 'skip', size: 3 }))).flat();
      assert.deepEqual(
        found,
        Array.from({ length: count }, (_, id) => id),
      );
      assert.deepEqual(skipped(script), asked);
    });

  it('by skipping are not over with a page that is shorter than asked', async () => {
    const script = listOf(1000, 720);
    const found = await collect(devopsOn(script).pages(projects, { style: 'skip', size: 1000 }));
    assert.equal(found.flat().length, 1000);
    assert.deepEqual(skipped(script), [0, 720, 719, 1000]);
  });

  it('by skipping are read whole where what may not be seen is taken out after the page was made', async () => {
    for (const hidden of [(id: number) => id % 4 === 1, (id: number) => id < 8, (id: number) => id > 1]) {
      const script = scripted(({ url }) => {
        const skip = Number(/skip=(\d+)/.exec(decodeURIComponent(url))?.[1]);
        const page = Array.from({ length: 13 }, (_, id) => id).slice(skip, skip + 10);
        return value(...page.filter((id) => !hidden(id)));
      });
      const found = (await collect(devopsOn(script).pages(projects, { style: 'skip', size: 10 }))).flat();
      assert.deepEqual(
        found,
        Array.from({ length: 13 }, (_, id) => id).filter((id) => !hidden(id)),
      );
    }
  });

  it('by skipping end where another answer has told how many there are', async () => {
    const script = listOf(5);
    const paging = { style: 'skip', size: 10, total: 5 } as const;
    assert.equal((await collect(devopsOn(script).pages(projects, paging))).flat().length, 5);
    assert.equal(script.sent.length, 1);
  });

  it('by skipping lose nothing when a page comes a second time in the place of the next', async () => {
    const all = [1, 2, 3, 4, 5];
    let stale = true;
    const script = scripted(({ url }) => {
      const skip = Number(/skip=(\d+)/.exec(decodeURIComponent(url))?.[1]);
      if (skip > 0 && stale) {
        stale = false;
        return value(1, 2);
      }
      return value(...all.slice(skip, skip + (skip === 0 ? 2 : 10)));
    });
    assert.deepEqual(
      (await collect(devopsOn(script).pages(projects, { style: 'skip', size: 10 }))).flat(),
      all,
    );
  });

  it('by skipping are not whole when the pages are in another order than the list', async () => {
    const script = scripted(({ url }) => {
      const skip = Number(/skip=(\d+)/.exec(decodeURIComponent(url))?.[1]);
      return value(...[1, 2, 3, 4, 5, 6, 7].slice(skip, skip + 3).reverse());
    });
    await assert.rejects(collect(devopsOn(script).pages(projects, { style: 'skip', size: 3 })), {
      likelyCause: 'malformed',
    });
  });

  for (const [title, page] of [
    ['the same page', () => value(1, 2, 3)],
    ['what came before in another order', (n: number) => value(...(n % 2 ? [1, 2, 3] : [3, 1, 2]))],
    ['one item twice', () => value(1, 1, 2)],
  ] as const)
    for (const size of [3, 10])
      it(`by skipping end with an error when the service gives ${title} for ever, ${size} at a time`, async () => {
        let asked = 0;
        const script = scripted(() => page(asked++));
        await assert.rejects(collect(devopsOn(script).pages(projects, { style: 'skip', size })), {
          likelyCause: 'malformed',
        });
        assert.ok(script.sent.length <= 5, String(script.sent.length));
      });

  /** What the list is at each request. */
  const changing = (...lists: number[][]) =>
    scripted(
      ...lists.map((list) => ({ url }: { url: string }) => {
        const skip = Number(/skip=(\d+)/.exec(decodeURIComponent(url))?.[1]);
        return json({ value: list.slice(skip, skip + 3).map((id) => ({ id })) });
      }),
    );
  const idsOf = async (script: Script) =>
    (await collect(devopsOn(script).pages(projects, { style: 'skip', size: 3 }))).flat();

  it('by skipping miss nothing when what was read already goes from the list', async () => {
    for (const gone of [
      [2, 3, 4, 5],
      [3, 4, 5],
    ])
      assert.deepEqual(await idsOf(changing([1, 2, 3, 4, 5], gone)), [1, 2, 3, 4, 5]);
  });

  it('by skipping give nothing twice when something comes before what was read already', async () => {
    assert.deepEqual(await idsOf(changing([1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5])), [1, 2, 3, 4, 5]);
  });

  it('by skipping end with an error when it cannot be told where to go on', async () => {
    await assert.rejects(idsOf(changing([1, 2, 3, 4, 5], [1, 2, 4, 5])), /changed while it was read/);
  });

  it('by skipping are not over with a later page that fails', async () => {
    const script = scripted(value(1, 2), answer(403));
    await assert.rejects(collect(devopsOn(script).pages(projects, { style: 'skip', size: 2 })), {
      likelyCause: 'permission',
    });
  });

  it('by skipping one by one end as well', async () => {
    const script = scripted(value(1), value(2), value());
    assert.deepEqual(await collect(devopsOn(script).pages(projects, { style: 'skip', size: 1 })), [[1], [2]]);
    assert.deepEqual(skipped(script), [0, 1, 2]);
  });

  it('of a single answer follow a token that is offered all the same', async () => {
    const script = scripted(more('x', 1), value(2));
    assert.deepEqual(await collect(devopsOn(script).pages(projects, { style: 'single' })), [[1], [2]]);
    assert.doesNotMatch(script.sent[0]?.url ?? '', /top/);
  });

  it('are not read ahead of the one who wants them', async () => {
    const script = scripted(more('a', 1), more('b', 2));
    for await (const _ of devopsOn(script).pages(projects, { style: 'token' })) break;
    assert.equal(script.sent.length, 1);
  });

  it('weigh what their answers do', async () => {
    const response = value(1, 2, 3);
    for await (const { bytes } of devopsOn(scripted(response)).pages(projects, { style: 'single' })) {
      assert.equal(bytes, response.body.length);
    }
  });

  for (const [title, response] of [
    ['without the list', json({ count: 0 })],
    ['whose list is null', json({ value: null })],
    ['whose list is no list', json({ value: {} })],
    ['that is null', json('null')],
    ['without content', answer(204)],
  ] as const) {
    it(`an answer ${title} is an error, never an empty list`, async () => {
      await assert.rejects(collect(devopsOn(scripted(response)).pages(projects, { style: 'single' })), {
        likelyCause: 'malformed',
      });
    });
  }

  it('a later page that fails is an error after the pages before it', async () => {
    const script = scripted(more('a', 1), answer(404));
    const seen: number[] = [];
    await assert.rejects(async () => {
      for await (const page of devopsOn(script).pages<{ id: number }>(projects, { style: 'token' })) {
        seen.push(...page.items.map(({ id }) => id));
      }
    }, AzureDevOpsError);
    assert.deepEqual(seen, [1]);
  });
});

describe('an older Server', () => {
  const server = 'https://tfs.corp/tfs/Main';
  const asksFor = (script: Script) => urls(script).map((url) => /api-version=(.*)$/.exec(url)?.[1]);
  const outOfRange = (asked: string, latest: string) =>
    answer(
      400,
      {},
      {
        typeKey: 'VssVersionOutOfRangeException',
        message: `The requested REST API version of ${asked} is out of range for this server. The latest REST API version this server supports is ${latest}.`,
      },
    );

  it('is asked for the version that it has, remembered for the area', async () => {
    const script = scripted(outOfRange('7.1', '5.1'), json({ value: [] }));
    const devops = devopsOn(script, server);
    await devops.get(projects);
    await devops.get(projects);
    assert.deepEqual(asksFor(script), ['7.1', '5.1', '5.1']);
  });

  it('is asked step by step where it does not tell which one it has', async () => {
    const unknown = answer(400, {}, { typeKey: 'VssVersionOutOfRangeException', message: 'no' });
    const script = scripted(unknown, unknown, json({}));
    await devopsOn(script, server).get(projects);
    assert.deepEqual(asksFor(script), ['7.1', '7.0', '6.0']);
  });

  it('may want the preview flag on it', async () => {
    const preview = answer(400, {}, { typeKey: 'VssInvalidPreviewVersionException', message: 'preview' });
    const script = scripted(outOfRange('7.1', '6.0'), preview, json({}), json({}));
    const devops = devopsOn(script, server);
    await devops.get(projects);
    await devops.get({ ...projects, apiVersion: '7.1-preview.3' });
    assert.deepEqual(asksFor(script), ['7.1', '6.0', '6.0-preview', '6.0-preview']);
  });

  it('that has none of them ends with its own error', async () => {
    const unknown = answer(400, {}, { typeKey: 'VssVersionOutOfRangeException', message: 'no' });
    const script = scripted(unknown);
    await assert.rejects(devopsOn(script, server).get(projects), { code: 'VssVersionOutOfRangeException' });
    assert.deepEqual(asksFor(script), ['7.1', '7.0', '6.0', '5.1', '5.0']);
  });

  it('is not presumed where the service is Azure DevOps Services', async () => {
    const script = scripted(outOfRange('7.1', '5.1'));
    await assert.rejects(devopsOn(script).get(projects), { likelyCause: 'refused' });
    assert.equal(script.sent.length, 1);
  });
});
