import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareCatalogs } from '../../../bench/compare-catalogs.ts';
import { measureCommand } from '../../../bench/measure-command.ts';

const entity = (properties: Record<string, unknown>, title: string | null = null) => ({
  title,
  team: [],
  properties,
  relations: {},
});

describe('another exporter beside this one', () => {
  it('is told which entities only one of both wrote, and which fields differ', () => {
    const ours = { service: { a: entity({ x: 1 }), b: entity({ x: 1 }, 'B'), c: entity({ list: [1, 2] }) } };
    const theirs = {
      service: { b: entity({ x: 2 }, 'b'), c: entity({ list: [1, 2] }) },
      team: { t: entity({}) },
    };
    assert.deepEqual(compareCatalogs(ours, theirs), [
      {
        blueprint: 'service',
        same: 1,
        onlyOurs: ['a'],
        onlyTheirs: [],
        different: [{ identifier: 'b', fields: ['title', 'properties.x'] }],
      },
      { blueprint: 'team', same: 0, onlyOurs: [], onlyTheirs: ['t'], different: [] },
    ]);
  });

  it('takes an empty field for one that is not there', () => {
    const one = compareCatalogs({ service: { a: entity({ x: null }) } }, { service: { a: entity({}) } });
    assert.equal(one[0]?.same, 1);
  });

  it('is measured with the processes that it starts, and its exit code is told', async () => {
    const work = 'for (let i = 0; i < 3e8; i += 1);';
    const { code, cpuSeconds } = await measureCommand(
      `"${process.execPath}" -e "${work}"; exit 3`,
      process.env,
    );
    assert.equal(code, 3);
    assert.ok(cpuSeconds > 0.05, `${cpuSeconds} s`);
  });
});
