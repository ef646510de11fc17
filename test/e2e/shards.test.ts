import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Blueprint } from '../../src/port/types.ts';
import { type EmulatedNetwork, secrets, startNetwork } from '../access/support/network.ts';
import { createOrganisation } from '../emulators/azure-devops/index.ts';
import { resource } from '../support/resource.ts';
import { type Finished, onTerminal } from './support/hosts.ts';
import { countsOf } from './support/services.ts';

const blueprint = (identifier: string, relations: Blueprint['relations'] = {}): Blueprint => ({
  identifier,
  title: identifier,
  schema: { properties: { name: { type: 'string' }, notes: { type: 'string' } }, required: [] },
  relations,
});
const blueprints = [
  blueprint('user'),
  blueprint('project'),
  blueprint('repository', { project: { target: 'project', required: false, many: false } }),
  blueprint('workItem', {
    project: { target: 'project', required: true, many: false },
    assignee: { target: 'user', required: false, many: false },
  }),
];

const onto = (kind: string, into: string, identifier: string, relations: Record<string, string> = {}) =>
  resource(kind, {
    identifier,
    blueprint: `"${into}"`,
    properties: { name: '.name // .fields."System.Title" // .user.displayName' },
    ...(Object.keys(relations).length > 0 && { relations }),
  });
const flags = { deleteDependentEntities: false };
const ofProjects = JSON.stringify({
  ...flags,
  resources: [
    onto('project', 'project', '.id'),
    onto('repository', 'repository', '.id', { project: '.project.id' }),
    onto('work-item', 'workItem', '.id | tostring', { project: '.__project.id' }),
  ],
});
const ofOrganisation = JSON.stringify({ ...flags, resources: [onto('user', 'user', '.id')] });

/** A job of the matrix: an integration with the projects that it has, or with what is of the organisation. */
interface Shard {
  name: string;
  projects?: string;
}

const inputsOf = ({ name, projects }: Shard, { inputs }: EmulatedNetwork): Record<string, string> => ({
  ...inputs,
  organizationUrls: 'https://dev.azure.com/contoso',
  personalAccessToken: secrets.pat,
  integrationIdentifier: `shard-${name}`,
  config: projects === undefined ? ofOrganisation : ofProjects,
  ...(projects !== undefined && { projects }),
});

/** Both stages, the jobs of each side by side. The second one gets what the first one left, and nothing else. */
async function runShards(shards: readonly Shard[], network: EmulatedNetwork) {
  const written = await Promise.all(
    shards.map((shard) =>
      onTerminal({
        inputs: { ...inputsOf(shard, network), deletions: 'later' },
        environment: network.internet.environment,
      }),
    ),
  );
  const between = network.port.entities();
  const files = Object.fromEntries(
    written.flatMap(({ files: left }, at) => {
      const text = left['port-sync-summary/deletions.ndjson'];
      return text === undefined ? [] : [[`put-off/${shards[at]?.name}/deletions.ndjson`, text]];
    }),
  );
  const deleted = await Promise.all(shards.map((shard) => deletePutOff(shard, network, files)));
  return { written, between, deleted, files };
}

const deletePutOff = (
  { name }: Shard,
  { inputs, internet }: EmulatedNetwork,
  files: Record<string, string>,
) =>
  onTerminal({
    inputs: {
      mode: 'delete',
      deletionsFrom: 'put-off',
      integrationIdentifier: `shard-${name}`,
      portClientId: inputs.portClientId ?? '',
      portClientSecret: inputs.portClientSecret ?? '',
    },
    environment: internet.environment,
    files,
  });

const succeeded = (ended: readonly Finished[]): void => {
  for (const { report, stdout, stderr } of ended)
    assert.equal(report?.run.status, 'succeeded', `${stdout}${stderr}`);
};

async function started(t: TestContext) {
  const organisation = createOrganisation({
    name: 'contoso',
    scale: { projects: 6, repositoriesPerProject: 3, workItemsPerProject: 5, users: 8 },
  });
  const network = await startNetwork(t, { azureDevOps: { organisations: [organisation] } });
  network.port.seedBlueprints(blueprints);
  const [first = '', second = ''] = [...organisation.all('project')].map(({ item }) => item.name);
  const shards = (moved: boolean): Shard[] => [
    { name: 'a', projects: moved ? first : `${first}, ${second}` },
    { name: 'b', projects: `!${first}${moved ? '' : `, !${second}`}` },
    { name: 'organisation' },
  ];
  return { network, organisation, shards, moving: second };
}

/** Notes that people wrote, by entity. */
const notesIn = ({ port }: EmulatedNetwork): Record<string, unknown> =>
  Object.fromEntries(
    port
      .entities()
      .filter(({ properties }) => properties.notes)
      .map(({ blueprint: of, identifier, properties }) => [`${of} ${identifier}`, properties.notes]),
  );

/** Number of entities that each shard owns. */
function ownedIn({ port }: EmulatedNetwork): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { datasource } of port.entities()) {
    const owner = /\/shard-([^/]+)\/exporter$/.exec(datasource)?.[1] ?? 'somebody else';
    counts[owner] = (counts[owner] ?? 0) + 1;
  }
  return counts;
}

test('a project moves between three shards side by side: what people wrote by hand stays, and nothing else goes', async (t) => {
  const { network, organisation, shards, moving } = await started(t);
  const { port } = network;
  const first = await runShards(shards(false), network);
  succeeded([...first.written, ...first.deleted]);
  const users = countsOf(port).user ?? 0;
  assert.deepEqual(ownedIn(network), { a: 18, b: 36, organisation: users });

  for (const { blueprint: of, identifier } of port.entities())
    port.edit(of, identifier, { properties: { notes: `by hand on ${identifier}` } });
  // The shards write over what is somebody else's, and own it again.
  succeeded((await runShards(shards(false), network)).written);
  assert.deepEqual(ownedIn(network), { a: 18, b: 36, organisation: users });

  const byHand = notesIn(network);
  const projectOf = (name: string) =>
    port.entities('project').find(({ properties }) => properties.name === name);
  const movingId = projectOf(moving)?.identifier;
  const gone = port
    .entities('repository')
    .find(({ relations, datasource }) => relations.project !== movingId && datasource.includes('/shard-b/'));
  organisation.find('repository', ({ id }) => id === gone?.identifier)?.remove();

  const moved = await runShards(shards(true), network);
  succeeded([...moved.written, ...moved.deleted]);
  assert.equal(moved.between.length, Object.keys(byHand).length, 'all shards write before any deletes');
  assert.deepEqual(ownedIn(network), { a: 9, b: 44, organisation: users });
  assert.deepEqual(
    moved.deleted.map(({ report }) => report?.totals.deleted),
    [0, 1, 0],
  );
  const { [`repository ${gone?.identifier}`]: _, ...rest } = byHand;
  assert.deepEqual(notesIn(network), rest);
});
