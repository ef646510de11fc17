import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { certificatesOf } from '../../../../src/host/terminal/certificate-files.ts';
import { workloadIdentity } from '../../../../src/host/terminal/workload-identity.ts';
import { secureContextOf } from '../../../../src/http/transport/certificates.ts';
import { UserError } from '../../../../src/lib/errors.ts';

const folderOf = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'pod-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

describe('workload identity', () => {
  const tokenOf = (path: string) =>
    workloadIdentity({ AZURE_FEDERATED_TOKEN_FILE: path })?.federatedToken('api://AzureADTokenExchange') ??
    assert.fail();

  test('is there where a token file is named, and not elsewhere', () => {
    assert.equal(workloadIdentity({}), undefined);
    assert.equal(workloadIdentity({ AZURE_FEDERATED_TOKEN_FILE: ' ' }), undefined);
  });

  test('reads the token anew each time: Kubernetes replaces it', async (t) => {
    const path = join(await folderOf(t), 'token');
    for (const token of ['eyJ.first.a-b_c', 'eyJ.second.d']) {
      await writeFile(path, `${token}\n`);
      assert.equal(await tokenOf(path), token);
    }
  });

  test('says what is wrong with the file, and what to look at', async (t) => {
    const path = join(await folderOf(t), 'token');
    const refused = (message: RegExp) =>
      assert.rejects(
        tokenOf(path),
        (error) =>
          error instanceof UserError &&
          error.code === 'PCS1201' &&
          message.test(error.message) &&
          /service account/.test(error.hint ?? ''),
      );
    await refused(/AZURE_FEDERATED_TOKEN_FILE cannot be read: ENOENT/);
    await writeFile(path, 'a'.repeat(40_000));
    await refused(/is too large for a token/);
    for (const text of ['', ' \n', '<html>', 'two words']) {
      await writeFile(path, text);
      await refused(/holds no token/);
    }
  });

  test('gives up a file without an end', async () => {
    await assert.rejects(tokenOf('/dev/zero'), /too large/);
  });
});

describe('certificates that a container’s environment names', () => {
  const authority = fileURLToPath(new URL('../../../access/certificates/authority.pem', import.meta.url));
  const of = (environment: Record<string, string>) => {
    const warnings: string[] = [];
    return { found: certificatesOf(environment, (warning) => warnings.push(warning)), warnings };
  };

  test('hold besides Node’s own', () => {
    assert.equal(of({}).found, undefined);
    const { found, warnings } = of({ SSL_CERT_FILE: authority, REQUESTS_CA_BUNDLE: authority });
    assert.equal(found?.ca?.match(/BEGIN CERTIFICATE/g)?.length, 1);
    assert.deepEqual(warnings, []);
    assert.ok(secureContextOf(found, {}));
  });

  test('are passed over where the file is not there, with a warning where none is', () => {
    assert.ok(of({ SSL_CERT_FILE: '/nowhere.crt', REQUESTS_CA_BUNDLE: authority }).found);
    const { found, warnings } = of({ SSL_CERT_FILE: '/nowhere.crt' });
    assert.equal(found, undefined);
    assert.match(warnings.join(), /No certificates are read from SSL_CERT_FILE.*\/nowhere\.crt/);
  });

  test('are not read without an end', () => {
    assert.equal(of({ SSL_CERT_FILE: '/dev/zero' }).found, undefined);
  });
});
