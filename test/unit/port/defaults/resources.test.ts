import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { loadJq } from 'jq-wasm';
import { kinds } from '../../../../src/kinds/registry.ts';
import { parseMapping } from '../../../../src/mapping/definition/parse-mapping.ts';
import type { EntityBody, EntityMapping, Expression } from '../../../../src/mapping/types.ts';
import { builtInResources } from '../../../../src/port/defaults/resources.ts';
import { openIntegration } from '../../../../src/port/integration/integration.ts';
import { portAndClient, version } from '../support.ts';

const jq = await loadJq();
const { mapping, warnings } = parseMapping({ document: structuredClone(builtInResources.mapping) }, kinds, {
  from: 'default',
});

/** A resource's mapping, by kind and position among those of the kind. */
const mappingOf = (kind: string, position = 0): EntityMapping => {
  const found = mapping.resources.filter((resource) => resource.kind === kind)[position]?.entities[0];
  assert.ok(found, kind);
  return found;
};
const evaluate = (item: unknown, expression: Expression | undefined): unknown =>
  expression === undefined ? undefined : (jq.json(item as object, expression as string)[0] ?? null);
const evaluateAll = (item: unknown, expressions: Record<string, Expression> = {}) =>
  Object.fromEntries(
    Object.entries(expressions).map(([name, expression]) => [name, evaluate(item, expression)]),
  );

const map = (kind: string, item: unknown, position = 0): EntityBody => {
  const { identifier, blueprint, title, properties, relations } = mappingOf(kind, position);
  return {
    identifier: evaluate(item, identifier),
    blueprint: evaluate(item, blueprint) as string,
    ...(title === undefined ? {} : { title: evaluate(item, title) }),
    properties: evaluateAll(item, properties),
    relations: evaluateAll(item, relations),
  };
};

const project = {
  id: 'eb6e4656-77fc-42a1-9181-4c6d8e9da5d1',
  name: 'Fabrikam',
  url: 'https://dev.azure.com/fabrikam/_apis/projects/eb6e4656-77fc-42a1-9181-4c6d8e9da5d1',
  state: 'wellFormed',
  revision: 411518573,
  visibility: 'private',
  defaultTeam: { id: 't', name: 'Fabrikam Team' },
};
const repository = {
  id: '2f3d611a-f012-4b39-b157-8db63f380226',
  name: 'web',
  project,
  remoteUrl: 'https://fabrikam@dev.azure.com/fabrikam/Fabrikam/_git/web',
  webUrl: 'https://dev.azure.com/fabrikam/Fabrikam/_git/web',
  __includedFiles: { 'README.md': '# Web', CODEOWNERS: '' },
};
const board = {
  id: 'de70b8db-7c47-4a4d-a6e6-7b8c5ff0a0f1',
  name: 'Stories',
  url: 'https://dev.azure.com/fabrikam/p/t/_apis/work/boards/de70b8db',
  __project: project,
};
const column = { name: 'In Progress', __stateType: 'User Story', __stateName: 'Active', __board: board };
const workItem = (fields: Record<string, unknown> = {}) => ({
  id: 299,
  url: 'https://dev.azure.com/fabrikam/_apis/wit/workItems/299',
  fields: {
    'System.WorkItemType': 'User Story',
    'System.Title': 'Log in',
    'System.State': 'Active',
    'System.BoardColumn': 'In Progress',
    'System.CreatedBy': { displayName: 'Jamal Hartnett' },
    'System.CreatedDate': '2026-01-05T08:00:00.000Z',
    ...fields,
  },
  __project: project,
  __projectId: project.id,
});
const release = {
  id: 18,
  name: 'Release-18',
  status: 'active',
  projectReference: { id: project.id, name: null },
  releaseDefinition: { id: 1, name: 'Deploy' },
  createdOn: '2026-01-05T08:00:00.000Z',
  createdBy: { displayName: 'Chuck Reinhart' },
};
const policy = (more: Record<string, unknown>) => ({ __repository: repository, ...more });

test('the default mapping is a valid mapping without warnings', () => {
  assert.deepEqual(warnings, []);
  assert.equal(mapping.createMissingRelatedEntities, true);
  assert.equal(mapping.deleteDependentEntities, true);
});

test('identifiers are those that Port’s own exporter gives', () => {
  const { id } = project;
  assert.equal(map('project', project).identifier, id);
  assert.equal(map('repository', repository).identifier, repository.id);
  assert.equal(map('repository-policy', policy({ settings: {} })).identifier, repository.id);
  assert.equal(map('board', board).identifier, board.id);
  assert.equal(map('column', column).identifier, `UserStory/InProgress/${id}`);
  assert.equal(map('work-item', workItem()).identifier, `${id}/299`);
  assert.equal(map('release', release).identifier, `${id}/18`);
});

test('a work item’s column is named as the column names itself', () => {
  assert.equal(map('work-item', workItem()).relations?.column, map('column', column).identifier);
});

test('a work item on no board has no column', () => {
  assert.equal(map('work-item', workItem({ 'System.BoardColumn': null })).relations?.column, null);
});

test('a file that is missing is null and not an empty text', () => {
  assert.deepEqual(map('repository', repository).properties, {
    url: repository.webUrl,
    readme: '# Web',
    codeowners: null,
  });
});

test('policies fill the repository by their type', () => {
  assert.equal(mapping.resources.filter(({ kind }) => kind === 'repository-policy').length, 2);
  const selects = (position: number, displayName: string) =>
    evaluate(
      { type: { displayName } },
      mapping.resources.filter(({ kind }) => kind === 'repository-policy')[position]?.query,
    );
  assert.equal(selects(0, 'Minimum number of reviewers'), true);
  assert.equal(selects(0, 'Work item linking'), false);
  assert.equal(selects(1, 'Work item linking'), true);
  const reviewers = map('repository-policy', policy({ settings: { minimumApproverCount: 2 } }));
  assert.deepEqual(reviewers.properties, { minimumApproverCount: 2 });
  const linking = map('repository-policy', policy({ isEnabled: true, isBlocking: true }), 1);
  assert.deepEqual(linking.properties, { workItemLinking: true });
});

test('a first run’s blueprints take everything that the default mapping makes, of any work item type', async () => {
  const { port, clock, log } = portAndClient();
  await openIntegration(port, {
    initializePortResources: true,
    resources: builtInResources,
    version,
    clock,
    log,
  });
  const entities = [
    map('project', project),
    map('repository', repository),
    map('repository-policy', policy({ settings: { minimumApproverCount: 2 } })),
    map('repository-policy', policy({ isEnabled: true, isBlocking: false }), 1),
    map('board', board),
    map('column', column),
    ...['Feature', 'Product Backlog Item', 'Test Case', 'Our Own Type', 'Bug'].map((type, index) => ({
      ...map('work-item', workItem({ 'System.WorkItemType': type, 'System.BoardColumn': null })),
      identifier: `w${index}`,
    })),
    map('work-item', workItem()),
    map('release', release),
  ];
  for (const entity of entities) {
    const write = { merge: true, createMissingRelatedEntities: false };
    const [outcome] = await port.upsert(entity.blueprint, [entity], write);
    assert.equal(outcome?.result, 'written', JSON.stringify(outcome));
  }
});

test('every blueprint of the mapping, of relations and of scorecards is one of the defaults', () => {
  const known = new Set(builtInResources.blueprints.map(({ identifier }) => identifier));
  const used = [
    ...mapping.resources.flatMap(({ entities }) => entities.map(({ blueprint }) => JSON.parse(blueprint))),
    ...builtInResources.blueprints.flatMap(({ relations = {} }) =>
      Object.values(relations).map(({ target }) => target),
    ),
    ...builtInResources.scorecards.map(({ blueprint }) => blueprint),
    ...(JSON.stringify(builtInResources.pages).match(/(?<="blueprint":")[^"]+/g) ?? []),
  ];
  for (const blueprint of used) assert.ok(known.has(blueprint), blueprint);
});

test('the page about default resources names every blueprint, property, relation and scorecard', async () => {
  const page = await readFile(new URL('../../../../docs/default-resources.md', import.meta.url), 'utf8');
  for (const { identifier, schema, relations, mirrorProperties } of builtInResources.blueprints) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${identifier}\``));
    assert.ok(row, identifier);
    const parts = { ...schema?.properties, ...relations, ...(mirrorProperties as object) };
    for (const name of Object.keys(parts)) assert.ok(row.includes(`\`${name}\``), `${identifier}.${name}`);
  }
  for (const { data } of builtInResources.scorecards) {
    for (const { identifier } of data) assert.ok(page.includes(identifier), identifier);
  }
});
