import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oceanDatasource } from '../emulators/port/emulator.ts';
import { blueprint, identifier, portAndClient } from '../unit/port/support.ts';
import { faultsOf } from './grammar/grammar.ts';

const ROUTE = '/v1/entities/search';
const names = ['team', 'service'];
const identifiers = ['a', 'b', 'c'];

/** Entities found of two blueprints, in order. `fault`: a change to each answer of the search across them. */
async function found(fault?: ReturnType<typeof faultsOf>[number]) {
  const { port, emulator, counts } = portAndClient();
  emulator.seedBlueprints(names.map((name) => blueprint(name)));
  const entities = names.flatMap((name) =>
    identifiers.map((one) => ({ blueprint: name, identifier: one, title: one, properties: { count: 1 } })),
  );
  emulator.seedEntities(oceanDatasource(identifier), entities);
  if (fault)
    emulator.faults = [
      {
        match: (_, route) => route === ROUTE,
        times: Number.POSITIVE_INFINITY,
        fault: { type: 'changed', name: fault.name, change: fault.change },
      },
    ];
  const include = ['title', 'properties.count', 'updatedAt'];
  const all = await port.searchOwnedAcross(
    names.map((name) => ({ blueprint: name, identifiers: [...identifiers, 'absent'], include })),
  );
  const told = [...all.values()]
    .flat()
    .map((one) => [one.blueprint, one.identifier, one.title, one.properties?.count, one.updatedAt])
    .sort();
  return { told, asked: counts() };
}

test('whatever the search across blueprints answers, what Port has is found as it is', async () => {
  const { told, asked } = await found();
  assert.equal(told.length, 6);
  assert.deepEqual(asked, { [`POST ${ROUTE}`]: 1, 'POST /v1/blueprints/{blueprint}/entities/search': 2 });
  const wrong: string[] = [];
  for (const fault of faultsOf('port', `POST ${ROUTE}`)) {
    // Credentials that are refused twice end a run.
    const expected = fault.name.startsWith('401') ? 'credential' : JSON.stringify(told);
    const outcome = await found(fault).then(
      (all) => JSON.stringify(all.told),
      (error) => error.likelyCause,
    );
    if (outcome !== expected) wrong.push(`${fault.name}: ${outcome}`);
  }
  assert.deepEqual(wrong, []);
});
