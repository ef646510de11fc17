import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { load } from 'js-yaml';
import { startAlwaysOn } from '../e2e/support/always-on.ts';
import { startServices } from '../e2e/support/services.ts';
import { type KubernetesObject, python, type Rendered, render } from './support/rendered.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const port = { clientId: 'client', clientSecret: 'secret' };

/** The values of Port's page about ArgoCD, with what its manifest sets as parameters. */
const page = {
  port: { ...port, baseUrl: 'https://api.getport.io' },
  initializePortResources: true,
  scheduledResyncInterval: 120,
  integration: {
    identifier: 'my-ocean-azure-devops-integration',
    type: 'azure-devops',
    eventListener: { type: 'POLLING' },
    secrets: { personalAccessToken: 'AZURE_PAT' },
    config: { organizationUrl: 'https://dev.azure.com/organizationName' },
  },
};

const only = ({ objects }: Rendered, kind: string): KubernetesObject => {
  const found = objects.filter((one) => one.kind === kind);
  assert.equal(found.length, 1, `${found.length} of ${kind}`);
  return found[0] as KubernetesObject;
};

const kindsOf = ({ objects }: Rendered) => objects.map(({ kind }) => kind).toSorted();

/** Variables of the container, from ConfigMap and Secrets. */
const environmentOf = (rendered: Rendered): Record<string, string> =>
  Object.assign(
    {},
    ...rendered.objects.map(({ kind, data }) => {
      if (kind === 'ConfigMap') return data;
      const decoded = Object.entries(data ?? {}).map(([name, value]) => [
        name,
        Buffer.from(value, 'base64').toString('utf8'),
      ]);
      return kind === 'Secret' ? Object.fromEntries(decoded) : {};
    }),
  );

const podOf = (rendered: Rendered) => only(rendered, 'Deployment').spec.template;

/** Renders one case; what comes of it is what Kubernetes takes. */
const rendered = (values: object, name?: string): Rendered => {
  const { cases } = render([{ values, ...(name && { name }) }]);
  const [one] = cases as [Rendered];
  assert.equal(one.error, undefined);
  assert.deepEqual(one.violations, []);
  return one;
};

const skip = python
  ? false
  : 'SKIPPED: there is no Python with helm-python-sdk and kubernetes-validate (.ci/requirements.txt)';

describe('our chart', { skip }, () => {
  test('is one that helm finds no fault with', () => {
    assert.deepEqual(render([]).lint[0]?.errors, []);
  });

  test('takes the values of Port’s page as they are, and renders the same variables', () => {
    const one = rendered(page);
    assert.deepEqual(kindsOf(one), ['ConfigMap', 'Deployment', 'Secret', 'Service']);
    const environment = environmentOf(one);
    for (const [name, value] of Object.entries({
      OCEAN__PORT__BASE_URL: 'https://api.getport.io',
      OCEAN__PORT__CLIENT_ID: 'client',
      OCEAN__PORT__CLIENT_SECRET: 'secret',
      OCEAN__INITIALIZE_PORT_RESOURCES: 'true',
      OCEAN__SCHEDULED_RESYNC_INTERVAL: '120',
      OCEAN__SEND_RAW_DATA_EXAMPLES: 'true',
      OCEAN__EVENT_LISTENER: '{"type":"POLLING"}',
      OCEAN__INTEGRATION__IDENTIFIER: 'my-ocean-azure-devops-integration',
      OCEAN__INTEGRATION__CONFIG__ORGANIZATION_URL: 'https://dev.azure.com/organizationName',
      OCEAN__INTEGRATION__CONFIG__PERSONAL_ACCESS_TOKEN: 'AZURE_PAT',
    }))
      assert.equal(environment[name], value, name);
    const { data = {} } = only(one, 'ConfigMap');
    assert.ok(!JSON.stringify(data).includes('AZURE_PAT'));
  });

  test('renders an environment with which the process starts, and syncs', async (t) => {
    const { port: emulated, organizationUrl, inputs, portInputs } = await startServices(t);
    const values = {
      port: {
        clientId: emulated.clientId,
        clientSecret: emulated.clientSecret,
        baseUrl: portInputs.portBaseUrl,
      },
      integration: {
        identifier: 'by-our-chart',
        config: { organizationUrls: [organizationUrl] },
        secrets: { personalAccessToken: inputs.personalAccessToken },
      },
      inputs: { projects: ['*', '!Archive-*'], maxDeletions: 100, saveMapping: false },
    };
    const withEvents = rendered({ ...values, liveEvents: { baseUrl: 'https://catalog.example' } });
    assert.equal(environmentOf(withEvents).OCEAN__BASE_URL, 'https://catalog.example');
    const one = rendered(values);
    const { APPLICATION__PORT, PORT_SYNC_STATUS_PORT, ...environment } = environmentOf(one);
    assert.deepEqual([APPLICATION__PORT, PORT_SYNC_STATUS_PORT], ['8000', '8001']);
    assert.equal(environment.PORT_SYNC_PROJECTS, '["*","!Archive-*"]');
    assert.equal(environment.PORT_SYNC_MAX_DELETIONS, '100');
    const [{ args }] = podOf(one).spec.containers;
    const process = await startAlwaysOn(t, environment, args);
    await process.told(/Resync 1 ended after \d+ s: succeeded/);
    assert.ok(emulated.integration('by-our-chart'));
  });

  test('runs as nobody in particular, without rights, on a file system that is read-only', () => {
    const { spec } = podOf(rendered(page));
    const [container] = spec.containers;
    assert.deepEqual(spec.securityContext, {
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      fsGroup: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    assert.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    assert.equal(spec.automountServiceAccountToken, false);
    assert.equal(spec.enableServiceLinks, false);
    assert.deepEqual(container.volumeMounts, [{ name: 'temporary', mountPath: '/tmp/ocean' }]);
    assert.deepEqual(container.env, [{ name: 'TMPDIR', value: '/tmp/ocean' }]);
    assert.deepEqual(container.args, ['serve']);
  });

  test('is one writer, with probes', () => {
    const { spec } = only(rendered(page), 'Deployment');
    assert.deepEqual([spec.replicas, spec.strategy], [1, { type: 'Recreate' }]);
    const [{ livenessProbe, readinessProbe }] = spec.template.spec.containers;
    assert.deepEqual(livenessProbe.httpGet, { path: '/health/live', port: 'http' });
    assert.deepEqual(readinessProbe.httpGet, { path: '/health/ready', port: 'http' });
    const [bare] = podOf(
      rendered({ port, livenessProbe: { enabled: false }, readinessProbe: { enabled: false } }),
    ).spec.containers;
    assert.deepEqual([bare.livenessProbe, bare.readinessProbe], [undefined, undefined]);
  });

  test('restarts when a setting or a secret changes, and not when nothing does', () => {
    const change = (more: object) => ({ ...page, ...more });
    const [same, again, setting, secret, certificate] = [
      page,
      page,
      change({ scheduledResyncInterval: 60 }),
      change({ port: { ...page.port, clientSecret: 'another' } }),
      change({ selfSignedCertificate: { enabled: true, certificate: 'PEM' } }),
    ].map((values) => JSON.stringify(podOf(rendered(values)).metadata.annotations));
    assert.equal(same, again);
    assert.equal(new Set([same, setting, secret, certificate]).size, 4);
  });

  test('takes Secrets of your own, one or several, and makes none then', () => {
    for (const name of ['mine', ['mine', 'theirs']]) {
      const one = rendered({ secret: { create: false, name } });
      assert.ok(!kindsOf(one).includes('Secret'));
      const sources = podOf(one).spec.containers[0].envFrom.slice(1);
      assert.deepEqual(
        sources,
        [name].flat().map((of) => ({ secretRef: { name: of } })),
      );
    }
  });

  test('is a CronJob by one value, that syncs and ends', () => {
    const one = rendered({ ...page, workload: { kind: 'CronJob' }, scheduledResyncInterval: '0 */2 * * *' });
    assert.deepEqual(kindsOf(one), ['ConfigMap', 'CronJob', 'Secret']);
    const { spec } = only(one, 'CronJob');
    assert.deepEqual([spec.schedule, spec.concurrencyPolicy], ['0 */2 * * *', 'Forbid']);
    const pod = spec.jobTemplate.spec.template.spec;
    assert.deepEqual([pod.containers[0].args, pod.restartPolicy], [['sync'], 'Never']);
    const increments = rendered({
      ...page,
      workload: { kind: 'CronJob' },
      scheduledResyncInterval: '*/15 * * * *',
      inputs: { mode: 'incremental' },
    });
    const job = only(increments, 'CronJob').spec.jobTemplate.spec.template.spec;
    assert.deepEqual(job.containers[0].args, ['--mode=incremental']);
    assert.equal(pod.containers[0].ports, undefined);
    assert.equal(environmentOf(one).OCEAN__EVENT_LISTENER, undefined);
    assert.match(one.notes, /create job --from=cronjob\/sync-port-catalog-sync/);
  });

  test('publishes the port of the probes by an Ingress where it is wanted, and never the status page', () => {
    const one = rendered({
      ...page,
      ingress: {
        enabled: true,
        className: 'nginx',
        host: 'sync.contoso.example',
        tls: [{ secretName: 'tls', hosts: ['sync.contoso.example'] }],
      },
    });
    const [rule] = only(one, 'Ingress').spec.rules;
    assert.equal(rule.host, 'sync.contoso.example');
    assert.deepEqual(rule.http.paths[0].backend.service.port, { name: 'http' });
    assert.deepEqual(
      only(one, 'Service').spec.ports.map(({ targetPort }: { targetPort: string }) => targetPort),
      ['http'],
    );
  });

  test('lets nobody but those named reach the status page, by a NetworkPolicy', () => {
    const peer = { namespaceSelector: { matchLabels: { name: 'monitoring' } } };
    const of = (networkPolicy: object) =>
      only(rendered({ ...page, networkPolicy: { enabled: true, ...networkPolicy } }), 'NetworkPolicy').spec;
    assert.deepEqual(of({}).ingress, [{ ports: [{ port: 'http', protocol: 'TCP' }] }]);
    assert.deepEqual(of({ statusFrom: [peer] }).ingress[1], {
      ports: [{ port: 'status', protocol: 'TCP' }],
      from: [peer],
    });
    const extra = { ports: [{ port: 8080, protocol: 'TCP' }] };
    assert.deepEqual(of({ extraEgress: [extra] }).egress.at(-1), extra);
  });

  test('signs in by workload identity where a client id is given', () => {
    const clientId = '11111111-2222-3333-4444-555555555555';
    const one = rendered({ ...page, workloadIdentity: { clientId, tenantId: 'tenant' } });
    assert.deepEqual(only(one, 'ServiceAccount').metadata.annotations, {
      'azure.workload.identity/client-id': clientId,
      'azure.workload.identity/tenant-id': 'tenant',
    });
    const { metadata, spec } = podOf(one);
    assert.equal(metadata.labels['azure.workload.identity/use'], 'true');
    assert.equal(spec.serviceAccountName, 'sync-port-catalog-sync');
    const own = rendered({ ...page, workloadIdentity: { clientId }, podServiceAccount: { name: 'own' } });
    assert.equal(podOf(own).spec.serviceAccountName, 'own');
    assert.ok(!kindsOf(own).includes('ServiceAccount'));
  });

  test('mounts an authority of yours, and names it to the process', () => {
    const made = rendered({ ...page, selfSignedCertificate: { enabled: true, certificate: 'PEM' } });
    const existing = rendered({
      ...page,
      selfSignedCertificate: {
        enabled: true,
        secret: { name: 'ca', key: 'ca.pem', useExistingSecret: true },
      },
    });
    for (const [one, secretName, key] of [
      [made, 'sync-port-catalog-sync-certificate', 'crt'],
      [existing, 'ca', 'ca.pem'],
    ] as const) {
      const { spec } = podOf(one);
      assert.deepEqual(spec.volumes[1].secret, { secretName, items: [{ key, path: 'cert.crt' }] });
      const { value } = spec.containers[0].env.find(({ name }: { name: string }) => name === 'SSL_CERT_FILE');
      assert.equal(value, `${spec.containers[0].volumeMounts[1].mountPath}/cert.crt`);
    }
  });

  test('has no port of its own for the status page where a password is set', () => {
    const one = rendered({ ...page, status: { password: 'sixteen letters!' } });
    assert.deepEqual(
      podOf(one).spec.containers[0].ports.map(({ name }: { name: string }) => name),
      ['http'],
    );
    assert.equal(environmentOf(one).PORT_SYNC_STATUS_PASSWORD, 'sixteen letters!');
  });

  test('takes whatever a pod may need beside it', () => {
    const one = rendered({
      ...page,
      image: 'mirror/sync@sha256:0123',
      imageRegistry: 'registry.contoso.example/',
      imagePullSecrets: [{ name: 'pull' }],
      podAnnotations: { 'prometheus.io/scrape': 'true' },
      extraLabels: { team: 'platform' },
      extraEnv: [{ name: 'HTTPS_PROXY', value: 'http://proxy:8080' }],
      extraVolumes: [{ name: 'more', emptyDir: {} }],
      extraVolumeMounts: [{ name: 'more', mountPath: '/more' }],
      extraInitContainers: [{ name: 'first', image: 'busybox:1' }],
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      tolerations: [{ key: 'a', operator: 'Exists' }],
      affinity: { nodeAffinity: {} },
      priorityClassName: 'low',
      dnsConfig: { nameservers: ['10.0.0.10'] },
      mapping: 'resources: []\n',
      createPortResourcesOrigin: 'Empty',
      clientTimeout: 90,
    });
    const { spec } = podOf(one);
    assert.equal(spec.containers[0].image, 'registry.contoso.example/mirror/sync@sha256:0123');
    assert.equal(environmentOf(one).PORT_SYNC_CONFIG, 'resources: []\n');
    assert.equal(environmentOf(one).OCEAN__CLIENT_TIMEOUT, '90');
  });

  test('keeps names short enough for Kubernetes', () => {
    const values = { ...page, workload: { kind: 'CronJob' }, scheduledResyncInterval: '@daily' };
    const { name } = only(
      rendered(values, 'a-release-with-a-name-of-53-characters-which-are-most'),
      'CronJob',
    ).metadata;
    assert.ok(name.length <= 52, name);
  });

  test('refuses values that it does not know, or that cannot be meant, by its schema', () => {
    const cases: [object, RegExp][] = [
      [{ scheduledResyncIntervall: 60 }, /scheduledResyncIntervall.*not allowed/],
      [{ scheduledResyncInterval: '0 * * * *' }, /scheduledResyncInterval/],
      [{ workload: { kind: 'CronJob' } }, /scheduledResyncInterval.*want string/],
      [{ workload: { kind: 'StatefulSet' } }, /workload\/kind/],
      [{ workload: { deployment: { replicas: 2 } } }, /replicas/],
      [{ integration: { eventListener: { type: 'ONCE' } } }, /eventListener\/type/],
      [{ integration: { type: 'github' } }, /integration\/type/],
      [{ integration: { identifier: 'a/b' } }, /identifier/],
      [{ status: { password: 'short' } }, /password/],
      [{ port: { ...port, baseUrl: 'api.getport.io' } }, /baseUrl/],
      [{ initializePortResources: 'yes' }, /initializePortResources/],
      [{ inputs: { 'fail-on': 'never' } }, /fail-on/],
    ];
    const { cases: all } = render(cases.map(([values]) => ({ values: { port, ...values } })));
    for (const [index, [values, message]] of cases.entries())
      assert.match(all[index]?.error ?? '', message, JSON.stringify(values));
  });

  test('says what is missing where neither credentials nor a Secret are given', () => {
    const { cases } = render([{ values: {} }, { values: { secret: { create: false } } }]);
    assert.match(cases[0]?.error ?? '', /port\.clientId is needed/);
    assert.match(cases[1]?.error ?? '', /secret\.name: name the Secret/);
  });

  test('would be told of what Kubernetes does not take', () => {
    const [one] = render([{ values: { port, dnsConfig: { nonsense: 1 } } }]).cases;
    assert.match(one?.violations.join() ?? '', /Deployment: .*nonsense/);
  });
});

test('the chart has the version of the code', () => {
  const { version, appVersion } = load(read('deploy/helm/port-catalog-sync/Chart.yaml')) as Record<
    string,
    string
  >;
  const { version: own } = JSON.parse(read('package.json'));
  assert.deepEqual([version, appVersion], [own, own]);
});

test('the chart’s page tells of every value', () => {
  const text = read('deploy/helm/port-catalog-sync/README.md');
  for (const name of Object.keys(load(read('deploy/helm/port-catalog-sync/values.yaml')) as object))
    assert.match(text, new RegExp(`\`${name}[\`.]`), name);
});
