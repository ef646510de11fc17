import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isStopped } from '../../../../src/azure-devops/answers/known-answers.ts';
import { path } from '../../../../src/azure-devops/path.ts';
import { AzureDevOpsError } from '../../../../src/azure-devops/types.ts';
import { answer, broken, scripted } from '../../http/support/scripted.ts';
import { collect, devopsOn, json, projects } from '../support/client.ts';

interface Expected extends Partial<Pick<AzureDevOpsError, 'likelyCause' | 'status' | 'code'>> {
  message?: RegExp;
  hint?: RegExp;
}

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

  it('is told on one line of bounded length, whatever the service says and however long names are', async () => {
    const long = 'many words '.repeat(100_000);
    const call = { ...projects, what: `project "one\ntwo${long}"` };
    const answers = [403, 401, 404, 500].map((status) =>
      answer(status, {}, error(`TF1: first\r\nsecond\u2028third\u0085${long}`, `${long}Exception`)),
    );
    for (const response of answers)
      await assert.rejects(devopsOn(scripted(response)).get(call), (thrown: unknown) => {
        assert.ok(thrown instanceof AzureDevOpsError, String(thrown));
        assert.ok(thrown.message.length < 2_000, `${thrown.message.length} characters`);
        assert.ok((thrown.code ?? '').length < 500, 'the code');
        assert.ok(thrown.call.what.length < 1_000, 'what was to be read');
        assert.doesNotMatch(thrown.message, /[\r\n\u2028\u0085]/);
        assert.match(thrown.message, /^Could not read project "one two/);
        return true;
      });
  });

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
