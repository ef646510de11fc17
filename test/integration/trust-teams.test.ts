import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmulatedRequest } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import { createProduct } from './product.ts';
import { blueprint, documentOf } from './support/resources.ts';

const kinds = ['board', 'column', 'iteration'];
const broken = {
  ...{
    $id: '1',
    innerException: null,
    typeName: 'Settings.X, Settings',
    typeKey: 'InvalidTeamSettingsException',
  },
  message: 'TF400497: The backlog iteration path that you specified is no longer valid.',
  ...{ errorCode: 0, eventId: 3000 },
};

for (const status of [400, 500])
  test(`a team whose backlog iteration is no longer valid keeps what it has, and the problem says how to repair it: ${status}`, async () => {
    const product = createProduct({
      organisation: { now: new Date(Date.UTC(2026, 0, 5)), scale: { projects: 1, teamsPerProject: 2 } },
    });
    product.port.seedBlueprints([blueprint]);
    const settings = {
      mapping: { from: 'inline' as const, text: documentOf(kinds.map((kind) => ({ kind }))) },
      initializePortResources: false,
    };
    const first = await product.sync(settings);
    assert.equal(first.report.run.status, 'succeeded');
    const before = product.port.entities();
    assert.ok(before.length > 0);

    let team: string | undefined;
    const match = ({ url }: EmulatedRequest) => {
      const [, id] = /\/([^/]+)\/_apis\/work\//.exec(url.pathname) ?? [];
      team ??= id;
      return id !== undefined && id === team;
    };
    product.azureDevOps.faults = [
      {
        match,
        fault: { type: 'status', status, headers: { 'content-type': 'application/json' }, body: broken },
        times: Infinity,
      },
    ];
    const { report } = await product.sync(settings);
    assert.equal(report.run.status, 'problems');
    nothingDeleted(product.port, before, 'a team’s settings are broken');
    const [problem] = report.problems;
    assert.match(problem?.message ?? '', /TF400497/);
    assert.match(problem?.hint ?? '', /valid backlog iteration.*Team configuration/);
  });

for (const projects of [2, 5])
  test(`a project of which no team is listed keeps its boards, columns and iterations, as it has a team at least: of ${projects} projects`, async () => {
    const scale = { projects, teamsPerProject: 2, iterationsPerTeam: 2 };
    const product = createProduct({ organisation: { now: new Date(Date.UTC(2026, 0, 5)), scale } });
    product.port.seedBlueprints([blueprint]);
    const settings = {
      mapping: { from: 'inline' as const, text: documentOf(kinds.map((kind) => ({ kind }))) },
      initializePortResources: false,
    };
    await product.sync(settings);
    const before = product.port.entities();
    assert.ok(before.length > 0);
    for (const team of [...(product.azureDevOps.organisations[0]?.all('team') ?? [])].slice(0, 2))
      team.remove();
    const { report } = await product.sync(settings);
    assert.equal(report.run.status, 'problems');
    nothingDeleted(product.port, before, 'a project has no team');
    const [problem] = report.problems;
    assert.match(
      problem?.message ?? '',
      /the teams of project ".*": the list has none, and a project has one/,
    );
    assert.match(problem?.hint ?? '', /access to the teams.*leave it out/);
  });
