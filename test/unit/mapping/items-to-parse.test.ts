import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { placeOfArray } from '../../../src/mapping/items-to-parse.ts';
import { mapAll } from './support/mapping.ts';

describe('the place of an array in an item', () => {
  const cases: [expression: string, place: string | undefined][] = [
    ['.file.content', '.file.content'],
    ['(.file.content)', '.file.content'],
    ['  .a_b.c2  ', '.a_b.c2'],
    ['. as $all | .file.content', '.file.content'],
    ['. as $all | ($all | .file.content) as $items | $items', '.file.content'],
    ['. as $all | ($all | .file.content.raw) // {}', '.file.content.raw'],
    ['$items | .a', '.a'],
    ['. | .a', '.a'],
    ['.a // []', '.a'],
    ['.[0].[1].key', '.[0].[1].key'],
    ['.file[0].content', '.file[0].content'],
    ['.["key"].value', '.["key"].value'],
    ['.first.path | .second.path', '.first.path'],
    ['.größe.x', '.größe.x'],
    ['.a[]', '.a'],
    ['$items', undefined],
    ['.', undefined],
    ['. as $root', undefined],
    ['(.file.content', undefined],
    ['', undefined],
    ['[.a, .b]', undefined],
    ['map(.a)', undefined],
  ];
  for (const [expression, place] of cases) {
    it(`${JSON.stringify(expression)} is ${place ?? 'not found'}`, () =>
      assert.equal(placeOfArray(expression), place));
  }
});

describe('an item with an array to parse', () => {
  const item = { id: 1, name: 'n', data: { list: [{ k: 'a' }, { k: 'b' }], more: true } };
  const whole = { identifier: '.item.k', blueprint: '"x"', properties: { all: '.' } };
  const allOf = async (resource: object, items: Record<string, unknown>[]) => {
    const { mapped } = await mapAll({ mappings: whole, ...resource }, items);
    return mapped.map(({ outcomes, skipped }) =>
      skipped === undefined
        ? outcomes.map((outcome) =>
            outcome.result === 'mapped' ? outcome.entities[0]?.body.properties?.all : outcome,
          )
        : skipped,
    );
  };

  it('becomes an item per element, without the array', async () => {
    assert.deepEqual(await allOf({ itemsToParse: '.data.list' }, [item, { ...item, data: { list: [] } }]), [
      [
        { id: 1, name: 'n', data: { more: true }, item: { k: 'a' } },
        { id: 1, name: 'n', data: { more: true }, item: { k: 'b' } },
      ],
      [],
    ]);
  });

  it('keeps the array where it shall, under the name that is given', async () => {
    const mappings = { ...whole, identifier: '.one.k' };
    assert.deepEqual(
      await allOf(
        {
          itemsToParse: '.data.list',
          itemsToParseName: 'one',
          itemsToParseTopLevelTransform: 'false',
          mappings,
        },
        [item],
      ),
      [
        [
          { ...item, one: { k: 'a' } },
          { ...item, one: { k: 'b' } },
        ],
      ],
    );
  });

  it('is taken apart by any jq', async () => {
    const expression = '. as $all | .data.list | map(. + {id: $all.id}) | sort_by(.k) | reverse';
    assert.deepEqual(await allOf({ itemsToParse: expression }, [item]), [
      [
        { id: 1, name: 'n', data: { more: true }, item: { k: 'b', id: 1 } },
        { id: 1, name: 'n', data: { more: true }, item: { k: 'a', id: 1 } },
      ],
    ]);
  });

  it('is selected element by element', async () => {
    const { mapped } = await mapAll(
      { itemsToParse: '.data.list', query: '.item.k == "b"', mappings: whole },
      [item],
    );
    assert.deepEqual(
      mapped[0]?.outcomes.map(({ result }) => result),
      ['filtered', 'mapped'],
    );
  });

  it('is skipped when there is no list', async () => {
    assert.deepEqual(await allOf({ itemsToParse: '.data.more' }, [item, { data: null }]), [
      'port.itemsToParse: does not give a list.',
      'port.itemsToParse: does not give a list.',
    ]);
  });

  it('is skipped when the place of the list is not found, unless the list may stay', async () => {
    const itemsToParse = '[.data.list[]]';
    const [skipped] = await allOf({ itemsToParse }, [item]);
    assert.match(String(skipped), /Set itemsToParseTopLevelTransform to false/);
    assert.equal((await allOf({ itemsToParse, itemsToParseTopLevelTransform: false }, [item]))[0]?.length, 2);
  });

  it('fails when the list cannot be evaluated', async () => {
    assert.deepEqual(await allOf({ itemsToParse: '.name.list' }, [item]), [
      [
        {
          result: 'failed',
          field: 'port.itemsToParse',
          message: 'Cannot index string with string ("list")',
          entities: [],
        },
      ],
    ]);
  });
});
