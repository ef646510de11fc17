import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blueprint } from '../../port/support.ts';
import { createCatalogSync } from '../catalog-sync.ts';
import { mapped, mapping, resource } from '../support.ts';

const team = resource(0, 'team', [{ blueprint: '"team"', relations: { project: '.p' } }]);
const project = resource(1, 'project', [{ blueprint: '"project"' }]);

test('an entity that Port makes in passing does not count as owned before', async () => {
  const catalogSync = createCatalogSync([
    blueprint('project'),
    blueprint('team', {}, { project: { target: 'project', many: false, required: false } }),
  ]);
  const both = mapping([team, project]);
  await catalogSync.sync(both, {
    arrivals: [{ resource: project, items: [mapped('old', { blueprint: 'project' })] }],
  });
  const { reconciled, resources } = await catalogSync.sync(both, {
    arrivals: [
      {
        resource: team,
        items: Array.from({ length: 20 }, (_, i) =>
          mapped(`t${i}`, { blueprint: 'team', relations: { project: 'new' } }),
        ),
      },
      { resource: project, items: ['old', 'new'].map((key) => mapped(key, { blueprint: 'project' })) },
    ],
  });
  assert.equal(reconciled.report.owned, 1);
  assert.equal(resources[1]?.created, 1);
  assert.equal(resources[1]?.unchanged, 1);
});
