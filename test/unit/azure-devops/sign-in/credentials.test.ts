import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type CredentialOptions,
  type CredentialSetting,
  createCredential,
} from '../../../../src/azure-devops/sign-in/credentials.ts';
import type { HttpRequest, HttpResponse } from '../../../../src/http/types.ts';
import { UserError } from '../../../../src/lib/errors.ts';
import { type Log, silent } from '../../../../src/lib/log.ts';
import { virtualClock } from '../../../emulators/kit/clock.ts';
import { answer, broken, scripted } from '../../http/support/scripted.ts';

type Script = ReturnType<typeof scripted>;

function credentialOn(
  setting: CredentialSetting,
  script: Script = scripted(new Error('nothing is to be sent')),
  more: Partial<CredentialOptions> = {},
) {
  const secrets: string[] = [];
  const clock = virtualClock();
  const options = {
    transport: script.transport,
    clock,
    log: silent,
    announceSecret: (secret: string) => void secrets.push(secret),
    environment: {},
    ...more,
  };
  return { credential: createCredential(setting, options), secrets, clock, sent: script.sent };
}

const application = { tenantId: 'contoso.example', clientId: 'app-1' };
const principal = { kind: 'servicePrincipal', ...application, clientSecret: 'HUSH' } as const;
const federated = { kind: 'federated', ...application, connection: 'connection-1' } as const;

/** An Entra that takes this application's proof and gives numbered tokens. */
const entra = (lifetime = 3600) => {
  let issued = 0;
  return scripted((request: HttpRequest): HttpResponse => {
    const form = new URLSearchParams(String(request.body));
    const good =
      request.method === 'POST' &&
      new URL(request.url).pathname === '/contoso.example/oauth2/v2.0/token' &&
      request.headers['content-type'] === 'application/x-www-form-urlencoded' &&
      form.get('grant_type') === 'client_credentials' &&
      form.get('scope') === '499b84ac-1321-427f-aa17-267ca6975798/.default' &&
      form.get('client_id') === 'app-1' &&
      (form.get('client_secret') === 'HUSH' ||
        (form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' &&
          form.get('client_assertion') === 'ASSERTION'));
    if (!good) return answer(400, {}, { error: 'invalid_request', error_description: 'AADSTS900144: bad' });
    return answer(200, {}, { token_type: 'Bearer', expires_in: lifetime, access_token: `TOKEN-${++issued}` });
  });
};

describe('a credential that is fixed', () => {
  for (const [setting, name, headers, secret] of [
    [{ kind: 'personalAccessToken', token: 'PAT' }, 'personal access token', 'Basic OlBBVA==', 'OlBBVA=='],
    [{ kind: 'jobToken', token: 'JOB' }, "the job's own token", 'Bearer JOB', 'JOB'],
    [
      { kind: 'basic', username: 'me', password: 'HUSH' },
      'basic authentication as me',
      'Basic bWU6SFVTSA==',
      'bWU6SFVTSA==',
    ],
  ] as const) {
    it(`${name}: signs without a request, its secret announced and not in its name`, async () => {
      const { credential, secrets } = credentialOn(setting);
      assert.equal(credential.name, name);
      assert.deepEqual(await credential.headers(), { authorization: headers });
      assert.ok(secrets.includes(secret), secrets.join());
      assert.equal(credential.renew, undefined);
    });
  }

  for (const [setting, name] of [
    [{ kind: 'ntlm', username: 'corp\\me', password: 'HUSH' }, 'NTLM as corp\\me'],
    [{ kind: 'ntlm', username: 'me', password: 'HUSH', domain: 'corp' }, 'NTLM as corp\\me'],
    [{ kind: 'ntlm', username: 'me@corp.example', password: 'HUSH' }, 'NTLM as me@corp.example'],
  ] as const) {
    it(`${name}: brings a transport of its own`, async () => {
      const { credential, secrets } = credentialOn(setting);
      assert.equal(credential.name, name);
      assert.deepEqual(await credential.headers(), {});
      assert.equal(typeof credential.transport, 'function');
      assert.deepEqual(secrets, ['HUSH']);
    });
  }
});

describe('a service principal', () => {
  it('shows its secret to Entra, and the token to the service', async () => {
    const { credential, sent, secrets } = credentialOn(principal, entra());
    assert.equal(credential.name, 'service principal app-1');
    assert.deepEqual(await credential.headers(), { authorization: 'Bearer TOKEN-1' });
    assert.equal(sent[0]?.url, 'https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token');
    assert.deepEqual(secrets, ['HUSH', 'TOKEN-1']);
  });

  it('asks once for as many as want a token at a time', async () => {
    const { credential, sent } = credentialOn(principal, entra());
    await Promise.all([credential.headers(), credential.headers(), credential.headers()]);
    await credential.headers();
    assert.equal(sent.length, 1);
  });

  it('gets a new token five minutes before the old one expires', async () => {
    const { credential, sent, clock } = credentialOn(principal, entra(3600));
    await credential.headers();
    await clock.sleep(55 * 60_000 - 1);
    assert.deepEqual(await credential.headers(), { authorization: 'Bearer TOKEN-1' });
    await clock.sleep(1);
    assert.deepEqual(await credential.headers(), { authorization: 'Bearer TOKEN-2' });
    assert.equal(sent.length, 2);
  });

  it('gets a new token when the service takes the old one no more', async () => {
    const { credential } = credentialOn(principal, entra());
    await credential.headers();
    await credential.renew?.();
    assert.deepEqual(await credential.headers(), { authorization: 'Bearer TOKEN-2' });
  });

  it('asks another Entra where AZURE_AUTHORITY_HOST says so', async () => {
    for (const [host, url] of [
      ['login.microsoftonline.us', 'https://login.microsoftonline.us/'],
      ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/'],
    ] as const) {
      const environment = { AZURE_AUTHORITY_HOST: host };
      const { credential, sent } = credentialOn(principal, entra(), { environment });
      await credential.headers();
      assert.equal(sent[0]?.url, `${url}contoso.example/oauth2/v2.0/token`);
    }
  });

  for (const first of [answer(200, {}, '{"access_tok'), answer(200), answer(500), answer(408)])
    it(`asks once more where one answer is a ${first.status} of ${first.body.length} bytes`, async () => {
      const granted = answer(200, {}, { access_token: 'TOKEN', expires_in: 60 });
      const { credential, sent } = credentialOn(principal, scripted(first, granted));
      assert.deepEqual(await credential.headers(), { authorization: 'Bearer TOKEN' });
      assert.equal(sent.length, 2);
    });

  it('asks again when Entra is busy', async () => {
    const granted = answer(200, {}, { access_token: 'T', expires_in: '60' });
    const { credential, sent } = credentialOn(principal, scripted(answer(503), broken('reset'), granted));
    assert.deepEqual(await credential.headers(), { authorization: 'Bearer T' });
    assert.equal(sent.length, 3);
  });

  for (const [code, hint] of [
    [7000215, /clientSecret: it is wrong/],
    [7000222, /secret has expired/],
    [700016, /clientId and tenantId/],
    [90002, /tenantId: there is no such tenant/],
    [53003, /Conditional Access/],
    [123456, /tenantId, clientId/],
  ] as const) {
    it(`a refusal with AADSTS${code} is told with what to do`, async () => {
      const script = scripted(
        answer(
          401,
          {},
          {
            error: 'invalid_client',
            error_description: `AADSTS${code}: This is why. Trace ID: 1234 Correlation ID: 5678 Timestamp: now`,
            error_codes: [code],
          },
        ),
      );
      const { credential, sent } = credentialOn(principal, script);
      await assert.rejects(credential.headers(), (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.equal(
          error.message,
          `Microsoft Entra gave no token for Azure DevOps: AADSTS${code}: This is why.`,
        );
        assert.match(error.hint ?? '', hint);
        return true;
      });
      assert.equal(sent.length, 1);
    });
  }

  it('a refusal is told at bounded length', async () => {
    const script = scripted(answer(401, {}, { error: 'invalid', error_description: 'why '.repeat(100_000) }));
    await assert.rejects(credentialOn(principal, script).credential.headers(), (error: unknown) => {
      assert.ok(error instanceof UserError && error.message.length < 2_000);
      return true;
    });
  });

  for (const [title, response, message] of [
    ['a page', answer(200, {}, '<html>'), /an answer of status 200 without a token/],
    ['JSON without a token', answer(200, {}, {}), /an answer of status 200 without a token/],
    ['null', answer(200, {}, 'null'), /an answer of status 200 without a token/],
    ['what no header takes', answer(200, {}, { access_token: 'a\r\nb' }), /status 200 without a token/],
    ['an unknown name', broken('dns'), /could not be asked for a token: scripted dns/],
  ] as const) {
    it(`${title} in place of a token is told as such`, async () => {
      const { credential } = credentialOn(principal, scripted(response));
      await assert.rejects(credential.headers(), { name: 'UserError', message });
    });
  }

  it('a failure is not kept: the next one asks anew', async () => {
    const granted = answer(200, {}, { access_token: 'T', expires_in: 3600 });
    const { credential } = credentialOn(principal, scripted(answer(400), granted));
    await assert.rejects(credential.headers());
    assert.deepEqual(await credential.headers(), { authorization: 'Bearer T' });
  });

  it('leaves no secret in the log', async () => {
    const lines: string[] = [];
    const note = (line: string) => void lines.push(line);
    const log: Log = { ...silent, debug: note, info: note, warn: note };
    await credentialOn(principal, entra(), { log }).credential.headers();
    assert.equal(lines.length, 1);
    assert.doesNotMatch(lines.join(), /HUSH|TOKEN/);
  });
});

describe('workload identity federation', () => {
  it("trades the host's token for Entra's, a new one each time", async () => {
    const asked: unknown[][] = [];
    const { credential, secrets } = credentialOn(federated, entra(), {
      federatedToken: async (...query) => {
        asked.push(query);
        return 'ASSERTION';
      },
    });
    assert.equal(credential.name, 'workload identity federation of app-1');
    assert.deepEqual(await credential.headers(), { authorization: 'Bearer TOKEN-1' });
    await credential.renew?.();
    await credential.headers();
    assert.deepEqual(asked, Array(2).fill(['api://AzureADTokenExchange', 'connection-1', undefined]));
    assert.deepEqual(secrets, ['ASSERTION', 'TOKEN-1', 'ASSERTION', 'TOKEN-2']);
  });

  it('where the host offers no token says where it works', async () => {
    const { credential } = credentialOn(federated);
    await assert.rejects(credential.headers(), { name: 'UserError', hint: /id-token: write/ });
  });

  it('whose subject is not the one agreed on is told what to add', async () => {
    const script = scripted(
      answer(
        400,
        {},
        {
          error: 'invalid_request',
          error_description:
            "AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:a/b:ref:refs/heads/main'.",
        },
      ),
    );
    const { credential } = credentialOn(federated, script, { federatedToken: async () => 'ASSERTION' });
    await assert.rejects(credential.headers(), { message: /repo:a\/b/, hint: /exactly this subject/ });
  });
});
