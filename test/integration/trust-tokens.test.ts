import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultRule } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import { byTokens, several } from './support/by-tokens.ts';
import { mappingOf, onto, projects, trusted } from './support/trust.ts';

/** Something on the way that takes the continuation tokens of a route away. Counts them. */
function takingTokens(route: RegExp): { rule: FaultRule; taken(): number } {
  let taken = 0;
  return {
    taken: () => taken,
    rule: {
      match: (_, label) => route.test(label),
      fault: {
        type: 'changed',
        name: 'no token',
        change({ headers: { 'x-ms-continuationtoken': token, ...headers }, ...right }) {
          if (token === undefined) return undefined;
          taken++;
          return { ...right, headers };
        },
      },
      times: Number.POSITIVE_INFINITY,
    },
  };
}

test('where something on the way takes continuation tokens away, a list that goes on deletes nothing', async () => {
  const definitions = onto('release-definition', 'item', {
    identifier: '.__project.id + "/" + (.id | tostring)',
  });
  const product = trusted(
    { organisation: { scale: { projects: 2, releaseDefinitionsPerProject: 60 } } },
    mappingOf([definitions]),
  );
  assert.equal((await product.sync()).report.run.status, 'succeeded');
  const before = product.port.entities();
  assert.ok(before.length > 100, String(before.length));
  product.azureDevOps.faults = [takingTokens(/./).rule];
  const { report } = await product.sync();
  nothingDeleted(product.port, before, 'the tokens are lost');
  assert.match(JSON.stringify(report.problems), /no continuation token where more follows/);
  product.azureDevOps.faults = [];
  assert.equal((await product.sync()).report.run.status, 'succeeded');
});

/** Kinds whose page has a size that is asked for. The service alone decides it for users and groups. */
const withSize = byTokens.filter(([kind]) => kind !== 'user' && kind !== 'group');

for (const [kind, identifier, route, options = {}] of withSize)
  test(`nothing is deleted where the service gives less than was asked for and the token for the rest is taken away: ${kind}`, async () => {
    const product = trusted(
      { organisation: { scale: several }, azureDevOps: { pageSizes: { most: 2 } } },
      mappingOf([projects, onto(kind, 'item', { identifier, title: 'null' }, options)]),
    );
    assert.equal((await product.sync()).report.run.status, 'succeeded');
    const before = product.port.entities();
    const { rule, taken } = takingTokens(route);
    product.azureDevOps.faults = [rule];
    const { report } = await product.sync();
    assert.ok(taken() > 0, 'no page was shorter than its list');
    nothingDeleted(product.port, before, 'the tokens are lost');
    assert.match(
      JSON.stringify([report.deletions.heldBack, report.problems]),
      /no continuation token where more follows/,
    );

    product.azureDevOps.faults = [];
    const ended = await product.sync();
    assert.equal(ended.report.run.status, 'succeeded');
    assert.equal(ended.report.totals.heldBack, 0);
    nothingDeleted(product.port, before, 'pages are short');
  });
