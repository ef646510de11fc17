import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMapper } from '../../../src/mapping/mapper.ts';
import type { Resource } from '../../../src/mapping/types.ts';
import { mapAll, options, parseOne, parseText, propertiesOf } from './support/mapping.ts';

const base = { identifier: '.id', blueprint: '"x"' };

describe('an item', () => {
  it('becomes an entity with the keys of the mapping only, and values as jq gave them', async () => {
    const mappings = {
      ...base,
      title: '.name',
      team: '[.teams[].name]',
      properties: { a: '.a', n: 'null', o: '{k: .a.b}' },
      relations: {},
    };
    const { mapped } = await mapAll({ mappings }, [{ id: 5, a: { b: 1 }, teams: [{ name: 'T' }] }]);
    assert.deepEqual(mapped, [
      {
        outcomes: [
          {
            result: 'mapped',
            entities: [
              {
                mapping: 0,
                key: '5',
                blueprint: 'x',
                body: {
                  identifier: 5,
                  title: null,
                  team: ['T'],
                  blueprint: 'x',
                  properties: { a: { b: 1 }, n: null, o: { k: 1 } },
                  relations: {},
                },
              },
            ],
          },
        ],
      },
    ]);
    const only = await mapAll({ mappings: base }, [{ id: 'a' }]);
    assert.deepEqual(Object.keys(only.mapped[0]?.outcomes[0] as object), ['result', 'entities']);
  });

  it('is selected by true and false alone', async () => {
    const values = [true, false, null, 'true', 1, [], {}, undefined];
    const { mapped } = await mapAll(
      { query: '.ok', mappings: base },
      values.map((ok) => ({ id: 1, ok })),
    );
    assert.deepEqual(
      mapped.map(({ outcomes: [outcome] }) =>
        outcome?.result === 'failed' ? `${outcome.field} ${outcome.message}` : outcome?.result,
      ),
      [
        'mapped',
        'filtered',
        'selector.query must give true or false, and gave null',
        'selector.query must give true or false, and gave text',
        'selector.query must give true or false, and gave a number',
        'selector.query must give true or false, and gave a list',
        'selector.query must give true or false, and gave an object',
        'selector.query must give true or false, and gave null',
      ],
    );
    const none = await mapAll({ query: 'empty', mappings: base }, [{}]);
    assert.match(JSON.stringify(none.mapped), /must give true or false, and gave nothing/);
  });

  it('fails with its selector, its identifier or its blueprint', async () => {
    const bad = '.id.x';
    const query = { combinator: '"and"', rules: [{ property: '"p"', operator: '"="', value: bad }] };
    const cases: [resource: Parameters<typeof mapAll>[0], field: string][] = [
      [{ query: bad, mappings: base }, 'selector.query'],
      [{ mappings: { ...base, identifier: bad } }, 'port.entity.mappings.identifier'],
      [{ mappings: { ...base, identifier: query } }, 'port.entity.mappings.identifier.rules[0].value'],
      [{ mappings: { ...base, blueprint: bad } }, 'port.entity.mappings.blueprint'],
      [{ mappings: { ...base, blueprint: '[1]' } }, 'port.entity.mappings.blueprint'],
    ];
    for (const [resource, field] of cases) {
      const { mapped } = await mapAll(resource, [{ id: 'a' }]);
      const [outcome] = mapped[0]?.outcomes ?? [];
      assert.equal(outcome?.result, 'failed', field);
      assert.equal(outcome.field, field);
    }
  });

  it('is misconfigured when identifier or blueprint come out empty, 0 included', async () => {
    const values = [null, '', 0, false, [], {}];
    for (const field of ['identifier', 'blueprint']) {
      const { mapped } = await mapAll(
        { mappings: { ...base, [field]: '.v' } },
        values.map((v) => ({ id: 'a', v })),
      );
      for (const { outcomes } of mapped) {
        assert.deepEqual(outcomes, [
          { result: 'misconfigured', field: `port.entity.mappings.${field}`, entities: [] },
        ]);
      }
    }
  });

  it('loses a field, not its entity, to an error; a field without output is null', async () => {
    const mappings = {
      ...base,
      title: '.id.x',
      properties: { a: 'error(null)', b: 'empty', c: '.id', d: '.a[0:1]' },
    };
    const { mapped } = await mapAll({ mappings }, [{ id: 'a', a: 7 }]);
    assert.deepEqual(propertiesOf(mapped), [{ a: null, b: null, c: 'a', d: null }]);
    assert.deepEqual(mapped[0]?.fieldErrors, {
      'port.entity.mappings.title': 'Cannot index string with string ("x")',
      'port.entity.mappings.properties.a': 'null',
      'port.entity.mappings.properties.d': 'Cannot index number with object ({"start":0,"end":1})',
    });
  });

  it('gives an entity per mapping, and what the others gave when one does not', async () => {
    const mappings = [base, { ...base, identifier: '.none' }, { ...base, blueprint: '.blueprint' }];
    const { mapped } = await mapAll({ mappings }, [{ id: 'a', blueprint: 'y' }]);
    const [outcome] = mapped[0]?.outcomes ?? [];
    assert.equal(outcome?.result, 'misconfigured');
    assert.equal(outcome.field, 'port.entity.mappings[1].identifier');
    assert.deepEqual(
      outcome.entities.map(({ mapping, blueprint }) => [mapping, blueprint]),
      [
        [0, 'x'],
        [2, 'y'],
      ],
    );
  });

  it('keeps the shape of a search query, and has no key then', async () => {
    const query = { combinator: '"and"', rules: [{ property: '"mail"', operator: '"="', value: '.mail' }] };
    const { mapped } = await mapAll(
      { mappings: { ...base, identifier: query, relations: { owner: query } } },
      [{ mail: 'a@b' }],
    );
    const [outcome] = mapped[0]?.outcomes ?? [];
    const found = { combinator: 'and', rules: [{ property: 'mail', operator: '=', value: 'a@b' }] };
    assert.deepEqual(outcome?.result === 'mapped' && outcome.entities, [
      {
        mapping: 0,
        key: undefined,
        blueprint: 'x',
        body: { identifier: found, blueprint: 'x', relations: { owner: found } },
      },
    ]);
  });

  it('keeps its place among many, whatever evaluates it', async () => {
    const items = Array.from({ length: 700 }, (_, id) => ({ id: id + 1, n: id % 7 === 0 ? 1e21 : id }));
    const mappings = {
      ...base,
      properties: { plain: '.n', text: '.n | tostring', engine: 'limit(1; .n)' },
    };
    const { mapped, stats } = await mapAll({ mappings }, items);
    assert.deepEqual(
      propertiesOf(mapped),
      items.map(({ n }) => ({ plain: n, text: n === 1e21 ? '1E+21' : String(n), engine: n })),
    );
    assert.equal(stats.itemsWithoutEngine, 0);
  });

  it('with hostile text costs nobody anything', async () => {
    const titles = ['\ud800', 'a\udc00b', '\u0000', '##vso[x]', '\u202e', '"\\', '\n', '😀'];
    const mappings = { ...base, identifier: '.t', properties: { e: 'limit(1; .t)' } };
    const { mapped } = await mapAll(
      { mappings },
      titles.map((t) => ({ t })),
    );
    assert.deepEqual(
      propertiesOf(mapped),
      titles.map((title) => ({ e: title.toWellFormed() })),
    );
  });

  it('costs only its own field when the engine chokes on it', async () => {
    const bad = 'if .id == 3 then reduce range(3000) as $i (1; [.]) else limit(1; .id) end';
    const { mapped } = await mapAll({ mappings: { ...base, properties: { a: '[limit(1; .id)]', bad } } }, [
      { id: 1 },
      { id: 2 },
      { id: 3 },
      { id: 4 },
    ]);
    assert.deepEqual(propertiesOf(mapped), [
      { a: [1], bad: 1 },
      { a: [2], bad: 2 },
      { a: [3], bad: null },
      { a: [4], bad: 4 },
    ]);
    assert.deepEqual(mapped[2]?.fieldErrors, {
      'port.entity.mappings.properties.bad': 'needs too much memory or is too deeply nested',
    });
  });

  it('costs only its own field when an expression never ends on it', async () => {
    const bad = 'if .id == 2 then def f: f; f else .id end';
    const { mapped } = await mapAll({ mappings: { ...base, properties: { bad } } }, [{ id: 1 }, { id: 2 }], {
      timeLimitSeconds: 1.5,
    });
    assert.deepEqual(propertiesOf(mapped), [{ bad: 1 }, { bad: null }]);
    assert.deepEqual(mapped[1]?.fieldErrors, {
      'port.entity.mappings.properties.bad': 'took longer than 1.5 s',
    });
  });

  it('sees of the environment what is allowed', async () => {
    const mappings = { ...base, properties: { a: 'env', b: '$ENV', c: 'env.PATH' } };
    const { mapped } = await mapAll({ mappings }, [{ id: 1 }], { environment: { REGION: 'eu' } });
    assert.deepEqual(propertiesOf(mapped), [{ a: { REGION: 'eu' }, b: { REGION: 'eu' }, c: null }]);
  });
});

describe('a property that is a file', () => {
  const mappings = { ...base, properties: { readme: 'file://docs/README.md', id: '.id' } };

  it('is the text of the file, for items that the selector takes', async () => {
    const asked: unknown[] = [];
    const readFile = async (item: Record<string, unknown>, path: string) => {
      asked.push([item.id, path]);
      return item.id === 'empty' ? null : 'text';
    };
    const items = ['full', 'empty', 'not'].map((id) => ({ id, ok: id !== 'not' }));
    const { mapped } = await mapAll({ query: '.ok', mappings }, items, { readFile });
    assert.deepEqual(propertiesOf(mapped), [
      { readme: 'text', id: 'full' },
      { readme: null, id: 'empty' },
      { result: 'filtered' },
    ]);
    assert.deepEqual(asked, [
      ['full', 'docs/README.md'],
      ['empty', 'docs/README.md'],
    ]);
  });

  it('that could not be read is left out, for null would overwrite it', async () => {
    const readFile = () => Promise.reject(new Error('503'));
    const { mapped } = await mapAll({ mappings }, [{ id: 'a' }], { readFile });
    const [outcome] = mapped[0]?.outcomes ?? [];
    assert.ok(outcome?.result === 'mapped');
    const [entity] = outcome.entities;
    assert.deepEqual(entity?.body.properties, { id: 'a' });
    assert.deepEqual(
      entity?.unread?.map(({ field, error }) => [field, error.message]),
      [['port.entity.mappings.properties.readme', '503']],
    );
  });
});

describe('the mapper', () => {
  it('starts no worker for plain expressions', async () => {
    const mappings = { ...base, title: '.a.b // "none"', properties: { t: '.id | tostring' } };
    const { stats } = await mapAll({ mappings }, [{ id: 1 }, { id: 2 }]);
    assert.deepEqual(stats, { workers: 0, batches: 0, items: 2, engineSeconds: 0, itemsWithoutEngine: 2 });
  });

  it('does not ask the engine about items that the selector leaves out', async () => {
    const mappings = { ...base, properties: { a: '[limit(1; .id)]' } };
    const { mapped, stats } = await mapAll({ query: '.ok', mappings }, [{ id: 1, ok: false }]);
    assert.deepEqual(mapped, [{ outcomes: [{ result: 'filtered' }] }]);
    assert.equal(stats.batches, 0);
  });

  it('asks the engine once about what comes in while it is busy', async () => {
    const { mapping } = parseOne({ mappings: { ...base, properties: { a: '[limit(1; .id)]' } } });
    const mapper = createMapper(mapping, options);
    const resource = mapping.resources[0] as Resource;
    const items = Array.from({ length: 100 }, (_, id) => ({ id: `${id}` }));
    const mapped = await Promise.all(items.map((item) => mapper.map(resource, [item])));
    await mapper.close();
    assert.deepEqual(
      mapped.map(([one]) => propertiesOf(one ? [one] : [])),
      items.map(({ id }) => [{ a: [id] }]),
    );
    // A compilation, one batch for each lane, and the rest in one.
    assert.ok(
      mapper.stats().batches <= 1 + (options.maxWorkers + 1) + 1,
      `${mapper.stats().batches} batches`,
    );
  });

  it('lets the event loop turn before it compiles each resource: first requests are under way meanwhile', async () => {
    const { mapping } = parseOne({ mappings: { ...base, properties: { a: '.id' } } });
    const resources = [0, 1, 2].map((index) => ({ ...(mapping.resources[0] as Resource), index }));
    const mapper = createMapper({ resources }, options);
    let turns = 0;
    const count = () => {
      turns += 1;
      counting = setImmediate(count);
    };
    let counting = setImmediate(count);
    await mapper.check();
    clearImmediate(counting);
    await mapper.close();
    assert.ok(turns >= 3, `${turns} turns`);
  });

  it('rejects with the signal’s reason, before and during work', async () => {
    const { mapping } = parseOne({ mappings: { ...base, properties: { a: 'def f: f; f' } } });
    const mapper = createMapper(mapping, options);
    const reason = new Error('cancelled');
    const resource = mapping.resources[0] as Resource;
    await assert.rejects(mapper.map(resource, [{ id: 1 }], AbortSignal.abort(reason)), reason);
    const controller = new AbortController();
    const work = mapper.map(resource, [{ id: 1 }], controller.signal);
    controller.abort(reason);
    await assert.rejects(work, reason);
    await mapper.close();
  });

  it('rejects when no worker can start', async () => {
    const mappings = { ...base, properties: { a: '[limit(1; .id)]' } };
    await assert.rejects(
      mapAll({ mappings }, [{ id: 1 }], { workerPath: '/nowhere/jq-worker.js' }),
      /does not start/,
    );
  });

  it('tells every expression that does not compile, with its place, its text and what to do', async () => {
    const { mapping } = parseText(`
resources:
  - kind: project
    selector: {query: "select(.a == 'x')"}
    port:
      itemsToParse: .a[
      entity:
        mappings:
          - {identifier: .id, blueprint: '"x"'}
          - identifier: {combinator: '"and"', rules: [{property: '"a"', operator: '"="', value: '.b |'}]}
            blueprint: '"x"'
            properties: {a: '1] | [2', b: '', c: '# c', d: 'import "a" as a; .', e: $__loc__, f: '.x | foo', fine: '[.a] | unique', "file": 'file://x y'}
`);
    const mapper = createMapper(mapping, options);
    const problems = await mapper.check();
    await mapper.close();
    const at = 'resources[0].port.entity.mappings[1]';
    assert.deepEqual(
      problems.map(({ where }) => where),
      [
        'resources[0].port.itemsToParse',
        'resources[0].selector.query',
        `${at}.identifier.rules[0].value`,
        ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${at}.properties.${name}`),
      ],
    );
    const [, query, , a, b, , d, e, f] = problems;
    assert.match(
      query?.message ?? '',
      /^"select\(\.a == 'x'\)" does not compile: syntax error, .*\(line 1, column 15\)\.$/,
    );
    assert.equal(query?.hint, 'Use double quotes for text inside jq: select(.a == "x").');
    assert.match(a?.message ?? '', /^"1\] \| \[2" does not compile: syntax error/);
    assert.equal(b?.message, '"" does not compile: it is empty.');
    assert.match(d?.message ?? '', /module not found/);
    assert.match(e?.message ?? '', /\$__loc__ is not available in a mapping/);
    assert.match(f?.message ?? '', /foo\/0 is not defined \(line 1, column 6\)/);
  });

  it('finds nothing wrong with what compiles, without a worker where it is plain', async () => {
    const { mapping } = parseOne({ mappings: { ...base, properties: { a: '.a.b', b: ".c // 'none'" } } });
    const mapper = createMapper(mapping, options);
    assert.deepEqual(await mapper.check(), []);
    assert.equal(mapper.stats().workers, 0);
    await mapper.close();
  });
});
