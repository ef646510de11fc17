import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Settings } from '../../src/settings/types.ts';
import type { EmulatedRequest, Fault } from '../emulators/types.ts';
import { createProduct, type Ended } from './product.ts';
import { blueprint, documentOf, plain } from './support/resources.ts';

const json = { 'content-type': 'application/json; charset=utf-8' };
const answer = (status: number, body: string, headers: Record<string, string> = json): Fault => ({
  type: 'status',
  status,
  headers,
  body,
});
const page = '<html><body>Our services aren’t available right now.</body></html>';

const text = { 'content-type': 'text/plain' };
const ownForm = {
  ...{
    $id: '1',
    innerException: null,
    message: 'It cannot be done.',
    typeName: 'X, Y',
    typeKey: 'XException',
  },
  ...{ errorCode: 0, eventId: 3000 },
};

/** Answers that are not the API's: the service in trouble, or something between it and us. */
const answers: Record<string, { fault: Fault; routes: RegExp }> = {
  '204': { fault: answer(204, ''), routes: /(?<!\/timeline|\/items)$/ },
  'an empty object': { fault: answer(200, '{}'), routes: /(?<!\/items)$/ },
  'a list that is null': { fault: answer(200, '{"count":0,"value":null}'), routes: /(?<!\/items)$/ },
  'part of an answer': { fault: answer(206, '{"count":0,"value":[]}'), routes: /./ },
  'a text with 200': { fault: answer(200, '{"count":0,"value":[]}', text), routes: /./ },
  'a list of null': { fault: answer(200, '{"count":1,"value":[null]}'), routes: /(?<!workitems|\/items)$/ },
  'a list of what has no id': {
    fault: answer(200, '{"count":1,"value":[{"name":"x"}]}'),
    routes: /(?<!\/items)$/,
  },
  'a list that counts more than it holds': {
    fault: answer(200, '{"count":1,"value":[]}'),
    routes: /(?<!\/items)$/,
  },
  'a list that counts less than nothing': {
    fault: answer(200, '{"count":-1,"value":[]}'),
    routes: /(?<!\/items)$/,
  },
  'a list that counts half an item': {
    fault: answer(200, '{"count":-0.5,"value":[]}'),
    routes: /(?<!\/items)$/,
  },
  'a text with 404': { fault: answer(404, 'no healthy upstream', text), routes: /./ },
  'nothing with 404': { fault: answer(404, '', {}), routes: /./ },
  'a 404 without a code': { fault: answer(404, '{"message":"Not Found"}'), routes: /./ },
  'a 404 with a code that says something else': { fault: answer(404, JSON.stringify(ownForm)), routes: /./ },
  'a page with 404': { fault: answer(404, page, { 'content-type': 'text/html' }), routes: /./ },
  'a page with 400': {
    fault: answer(400, page, { 'content-type': 'text/html' }),
    routes: /itemsbatch|alerts/,
  },
};

/** Every kind, and every option with which more is asked for. */
const resources = [
  ...plain,
  { kind: 'project', options: { defaultTeam: true } },
  { kind: 'folder', options: { folders: [{ path: 'src' }], project_name: 'Payments' } },
  { kind: 'pipeline', options: { includeRepo: true } },
  { kind: 'build', options: { enrichWithFirstCommit: true } },
  { kind: 'test-run', options: { codeCoverage: { flags: 7 } } },
  { kind: 'team', options: { includeMembers: true, includeAreaPaths: true } },
  { kind: 'user', options: { source: 'graph', includeGroupMemberships: true } },
  { kind: 'wiki', options: { includeContent: true } },
];

const settings: Partial<Settings> = { mapping: { from: 'inline', text: documentOf(resources) } };

const product = createProduct({
  random: () => 0.5,
  organisation: {
    scale: {
      projects: 2,
      teamsPerProject: 1,
      membersPerTeam: 2,
      iterationsPerTeam: 1,
      areasPerProject: 2,
      repositoriesPerProject: 1,
      branchesPerRepository: 1,
      policiesPerRepository: 1,
      pullRequestsPerRepository: 2,
      alertsPerRepository: 1,
      pipelinesPerProject: 1,
      buildsPerProject: 1,
      stagesPerBuild: 1,
      environmentsPerProject: 1,
      releaseDefinitionsPerProject: 1,
      releasesPerProject: 1,
      testRunsPerProject: 1,
      workItemsPerProject: 2,
      users: 3,
      extraGroups: 0,
      pagesPerWiki: 1,
    },
  },
});
let clean: Ended;

before(async () => {
  product.port.seedBlueprints([blueprint]);
  clean = await product.sync(settings);
  assert.equal(clean.report.run.status, 'succeeded', JSON.stringify(clean.report.problems));
});

for (const [name, { fault, routes }] of Object.entries(answers))
  test(`an answer that is no answer is a failure wherever it comes, never an empty list nor a mistake of ours: ${name}`, async () => {
    const asked = [...new Set(product.azureDevOps.requests.map(({ route }) => route))].filter(
      (route) => routes.test(route) && !/resourceAreas/.test(route),
    );
    const wrong: string[] = [];
    for (const route of asked) {
      const match = (_: EmulatedRequest, other: string) => other === route;
      product.azureDevOps.faults = [{ match, fault, times: Infinity }];
      const { report } = await product.sync(settings);
      for (const { index, kind, rawItems, complete } of report.resources)
        if (complete && rawItems !== clean.report.resources[index]?.rawItems)
          wrong.push(`${route}: resources[${index}] (${kind}) has ${rawItems} items and counts as complete`);
      for (const { defect, subject, message } of report.problems)
        if (defect) wrong.push(`${route}: told as a mistake of ours: ${subject}: ${message}`);
    }
    assert.ok(asked.length > 0);
    assert.deepEqual(wrong, []);
  });
