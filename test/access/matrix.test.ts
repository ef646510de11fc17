import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { credentials, hosts, places } from './support/matrix.ts';
import { startNetwork } from './support/network.ts';

const areas: Record<string, readonly string[]> = {
  'dev.azure.com': ['dev', 'vssps.dev', 'vsaex.dev', 'vsrm.dev', 'advsec.dev'].map((n) => `${n}.azure.com`),
  'visualstudio.com': ['contoso', 'contoso.vssps', 'contoso.vsaex', 'contoso.vsrm', 'contoso.advsec'].map(
    (n) => `${n}.visualstudio.com`,
  ),
  'Server, https': ['tfs.contoso.example'],
  'Server, http': ['tfs.contoso.example'],
};

describe('the bundle on its host, over TLS by name', { concurrency: 2 }, () => {
  for (const credential of credentials)
    for (const host of credential.hosts)
      for (const place of credential.places)
        test(`${credential.title} × ${host} × ${place}`, async (t) => {
          const server = place.startsWith('Server');
          const network = await startNetwork(t, {
            ntlm: credential.ntlm ?? false,
            azureDevOps: server ? { server: { latest: '7.1' } } : {},
          });
          const { internet, port, inputs } = network;
          const ambient = credential.title === 'the job’s own token';
          const finished = await hosts[host]({
            inputs: {
              ...inputs,
              ...credential.inputs,
              ...(!ambient && { organizationUrls: places[place] }),
            },
            environment: {
              ...internet.environment,
              ...(host === 'Azure Pipelines' && { SYSTEM_COLLECTIONURI: `${places[place]}/` }),
              ...credential.environment,
            },
          });
          const said = finished.stdout + finished.stderr;
          assert.equal(finished.code, 0, said);
          assert.equal(finished.report?.run.status, 'succeeded', said);
          assert.equal(finished.report.organisations[0]?.credential, credential.name);
          assert.ok(said.includes(`${places[place]} signed in by ${credential.name}`), said);
          assert.equal(said.includes('is not encrypted'), place === 'Server, http', said);

          const made = Object.fromEntries(
            Object.entries(port.catalog()).map(([name, entities]) => [name, Object.keys(entities).length]),
          );
          for (const kind of ['project', 'release']) assert.ok(made[kind], `no ${kind}: ${said}`);
          for (const kind of ['group', 'user', 'advanced-security-alert'])
            assert.equal(Boolean(made[kind]), !server, `${kind}: ${said}`);

          const asked = new Set(internet.heard.map(({ host: name }) => name));
          const beside = ['api.getport.io', 'login.microsoftonline.com', 'token.actions.example'];
          const oidc = credential.environment?.SYSTEM_OIDCREQUESTURI ? ['dev.azure.com'] : [];
          assert.deepEqual(
            [...asked].filter((name) => !beside.includes(name)).toSorted(),
            [...new Set([...(areas[place] ?? []), ...oidc])].toSorted(),
          );
          assert.deepEqual(network.leaks(), []);
          const plain = internet.heard.filter(({ encrypted }) => !encrypted).map(({ host: name }) => name);
          assert.deepEqual([...new Set(plain)], place === 'Server, http' ? ['tfs.contoso.example'] : []);
        });
});
