import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kinds as allKinds } from '../../../../src/kinds/registry.ts';
import { ProblemsError } from '../../../../src/lib/errors.ts';
import { parseMapping } from '../../../../src/mapping/definition/parse-mapping.ts';
import { readYaml } from '../../../../src/mapping/definition/read-yaml.ts';
import { kinds, parseOne, parseText } from '../support/mapping.ts';

/** The problems as `where: message hint`. */
function problemsIn(text: string): string[] {
  try {
    parseText(text);
  } catch (error) {
    assert.ok(error instanceof ProblemsError);
    return error.problems.map(({ where, message, hint }) => `${where}: ${message}${hint ? ` ${hint}` : ''}`);
  }
  return assert.fail('the mapping was taken');
}

const resource = (kind: string, rest = '') =>
  `{kind: ${kind}, selector: {query: 'true'}, port: {entity: {mappings: {identifier: .id, blueprint: '"x"'${rest}}}}}`;

describe('a mapping document', () => {
  it('gets the defaults that it does not state', () => {
    const { mapping } = parseText(`resources: [${resource('work-item')}]`);
    assert.deepEqual(mapping, {
      deleteDependentEntities: true,
      createMissingRelatedEntities: true,
      enableMergeEntity: true,
      entityDeletionThreshold: 0.9,
      resources: [
        {
          index: 0,
          kind: 'work-item',
          query: 'true',
          options: { expand: 'All' },
          entities: [{ identifier: '.id', blueprint: '"x"' }],
        },
      ],
    });
  });

  it('takes scalars in either form', () => {
    const { mapping } = parseText(`
deleteDependentEntities: 'false'
createMissingRelatedEntities: false
entityDeletionThreshold: '0.25'
resources:
  - kind: pull-request
    selector: {query: true, maxResults: '5'}
    port:
      itemsToParse: .x
      itemsToParseTopLevelTransform: 'false'
      entity: {mappings: {identifier: 5, blueprint: '"x"', title: , properties: {a: true, b: 'false'}}}
`);
    const [only] = mapping.resources;
    assert.equal(mapping.deleteDependentEntities, false);
    assert.equal(mapping.createMissingRelatedEntities, false);
    assert.equal(mapping.entityDeletionThreshold, 0.25);
    assert.equal(only?.query, 'true');
    assert.deepEqual(only?.options, { maxResults: 5 });
    assert.deepEqual(only?.itemsToParse, { expression: '.x', name: 'item', topLevelTransform: false });
    assert.deepEqual(only?.entities, [
      { identifier: '5', title: 'null', blueprint: '"x"', properties: { a: 'true', b: 'false' } },
    ]);
  });

  it('takes what stands without a value as not there, and true and false in all their spellings', () => {
    const { mapping, warnings } = parseText(`
deleteDependentEntities: no
createMissingRelatedEntities: '0'
enableMergeEntity:
entityDeletionThreshold:
resources:
  - kind: repository
    selector:
    port:
      itemsToParse:
      itemsToParseName:
      itemsToParseTopLevelTransform:
      entity: {mappings: {identifier: .id, blueprint: '"x"', properties: , relations: }}
  - kind: repository
    selector: {query: , includedFiles: }
    port:
      itemsToParse: .x
      itemsToParseName: 5
      itemsToParseTopLevelTransform: 'off'
      entity: {mappings: {identifier: .id, blueprint: '"x"'}}
`);
    assert.deepEqual(warnings, []);
    const entities = [{ identifier: '.id', blueprint: '"x"' }];
    const common = { kind: 'repository', query: 'true', options: { includedFiles: [] }, entities };
    assert.deepEqual(mapping, {
      deleteDependentEntities: false,
      createMissingRelatedEntities: false,
      enableMergeEntity: true,
      entityDeletionThreshold: 0.9,
      resources: [
        { ...common, index: 0 },
        { ...common, index: 1, itemsToParse: { expression: '.x', name: '5', topLevelTransform: false } },
      ],
    });
  });

  it('takes a threshold as a number in any spelling, or as a switch', () => {
    for (const [written, meant] of [
      ["'.5'", 0.5],
      ["' 1. '", 1],
      ['5e-1', 0.5],
      ["'5E-1'", 0.5],
      ['true', 1],
      ['false', 0],
    ] as const)
      assert.equal(
        parseText(`entityDeletionThreshold: ${written}\nresources: []`).mapping.entityDeletionThreshold,
        meant,
      );
  });

  it('is warned about where a folder resource names no folder', () => {
    const { warnings } = parseMapping({ text: `resources: [${resource('folder')}]` }, allKinds, {
      from: 'inline',
    });
    assert.deepEqual(warnings, [
      'resources[0] (kind "folder").selector.folders: names no folder, so that nothing is read.',
    ]);
  });

  it('is refused where its anchors stand for much more than is written, or too deep', () => {
    const long = `x: &a ${'x'.repeat(100_000)}\ny:\n${'  - *a\n'.repeat(1_000)}`;
    const chain = ['a0: &a0 x'];
    for (let n = 1; n < 600; n++) chain.push(`a${n}: &a${n} [*a${n - 1}]`);
    for (const text of [long, chain.join('\n')]) {
      const read = readYaml(text);
      assert.ok('problem' in read);
      assert.match(read.problem.message, /its anchors make it too (large|deep)/);
    }
  });

  it('applies anchors and merges, and leaves y and on as text', () => {
    const { mapping, document } = parseText(`
resources:
  - &first
    kind: project
    selector: {query: .y == "on"}
    port: &port {entity: {mappings: {identifier: .id, blueprint: '"x"', properties: {y: on}}}}
  - <<: *first
    kind: repository
`);
    assert.deepEqual(
      mapping.resources.map(({ kind, query, entities }) => ({ kind, query, y: entities[0]?.properties?.y })),
      [
        { kind: 'project', query: '.y == "on"', y: 'on' },
        { kind: 'repository', query: '.y == "on"', y: 'on' },
      ],
    );
    assert.equal(JSON.stringify(document).includes('<<'), false);
  });

  it('keeps search queries, whose values are all jq', () => {
    const query = {
      combinator: '"and"',
      rules: [
        { property: '"a"', operator: '"="', value: true },
        { combinator: '"or"', rules: [] },
      ],
    };
    const { mapping } = parseOne({
      mappings: { identifier: query, blueprint: '"x"', team: query, relations: { owner: query } },
    });
    const parsed = { ...query, rules: [{ property: '"a"', operator: '"="', value: 'true' }, query.rules[1]] };
    assert.deepEqual(mapping.resources[0]?.entities, [
      { identifier: parsed, blueprint: '"x"', team: parsed, relations: { owner: parsed } },
    ]);
  });

  it('takes a list of mappings, each an entity of its own', () => {
    const one = { identifier: '.id', blueprint: '"x"' };
    const { mapping } = parseOne({ mappings: [one, { ...one, blueprint: '"y"' }] });
    assert.deepEqual(
      mapping.resources[0]?.entities.map(({ blueprint }) => blueprint),
      ['"x"', '"y"'],
    );
  });

  it('may come as the object that Port keeps, with keys for live events', () => {
    const document = { specPath: 'port.yml', branch: 'main', useDefaultBranch: true, resources: [] };
    const parsed = parseMapping({ document }, kinds, { from: 'port' });
    assert.deepEqual(parsed.mapping.resources, []);
    assert.deepEqual(parsed.warnings, []);
    assert.deepEqual(parsed.document, document);
  });

  it('is warned about where it says something that is not known', () => {
    const { warnings } = parseText(`
deleteDependantEntities: true
resources:
  - kind: repository
    selector: {query: 'true', includedFile: [a], defaultTeam: true, exportEnvVariables: x}
    port: {entity: {mappings: {identifier: .id, blueprint: '"x"', propertys: {}}}}
`);
    assert.deepEqual(warnings, [
      'deleteDependantEntities: not known here. Did you mean "deleteDependentEntities"?',
      'resources[0] (kind "repository").port.entity.mappings.propertys: not known here. Did you mean "properties"?',
      'resources[0] (kind "repository").selector.includedFile: repository has no such option. Did you mean "includedFiles"?',
    ]);
  });

  it('is warned about where a name is one that objects cannot have', () => {
    const { warnings, mapping } = parseText(`
resources:
  - kind: repository
    port: {entity: {mappings: {identifier: .id, blueprint: '"x"', properties: {__proto__: .a, constructor: .b}}}}
`);
    assert.deepEqual(warnings, [
      'resources[0] (kind "repository").port.entity.mappings.properties.__proto__: not a name that can be used. It is ignored.',
    ]);
    assert.deepEqual(mapping.resources[0]?.entities[0]?.properties, { constructor: '.b' });
  });

  it('is warned about inside the options as well, where it would widen what is read', () => {
    const mappings = `port: {entity: {mappings: {identifier: .id, blueprint: '"x"'}}}`;
    const { warnings } = parseMapping(
      {
        text: `
resources:
  - kind: advanced-security-alert
    selector: {query: 'true', criteria: {states: active, severities: [high]}}
    ${mappings}
  - kind: folder
    selector: {query: 'true', folders: [{path: a}, {path: b, repo: [web], repos: [{name: web, ref: main}]}]}
    ${mappings}
`,
      },
      allKinds,
      { from: 'inline' },
    );
    assert.deepEqual(warnings, [
      'resources[0] (kind "advanced-security-alert").selector.criteria.severities: not known here. It is ignored.',
      'resources[1] (kind "folder").selector.folders[1].repo: not known here. It is ignored.',
      'resources[1] (kind "folder").selector.folders[1].repos[0].ref: not known here. It is ignored.',
    ]);
  });
});

describe('a mapping that cannot be used', () => {
  it('is told with the line, the column and the text where YAML ends', () => {
    assert.deepEqual(problemsIn('resources:\n  - kind: [project\n  port: 1\n'), [
      'line 3, column 3: YAML: deficient indentation: "port: 1"',
    ]);
    assert.match(
      problemsIn('a: 1\na: 2')[0] ?? '',
      /^line 2, column 1: YAML: duplicated mapping key: "a: 2"/,
    );
  });

  it('may be empty', () => {
    for (const text of ['', ' \n', '\uFEFF', '# nothing\n']) {
      assert.deepEqual(problemsIn(text), [
        'document: is empty. It needs a list of resources: see the mapping guide.',
      ]);
    }
  });

  it('may lack its resources', () => {
    const hint = 'It lists the kinds to read and how each becomes an entity.';
    assert.deepEqual(problemsIn('[]'), [
      'document: must be an object with a list of resources, and is an empty list.',
    ]);
    assert.deepEqual(problemsIn('branch: main'), [`resources: is missing. ${hint}`]);
    assert.deepEqual(problemsIn('resources: {kind: project}'), [`resources: must be a list. ${hint}`]);
  });

  it('names the nearest kind', () => {
    assert.deepEqual(problemsIn(`resources: [${resource('project')}, ${resource('repositroy')}]`), [
      'resources[1] (kind "repositroy"): is not a kind. Did you mean "repository"?',
    ]);
    assert.match(
      problemsIn(`resources: [${resource('wiki')}]`)[0] ?? '',
      /The kinds are project, repository,/,
    );
  });

  it('names the key that was probably meant for one that is missing', () => {
    const mappings = '{identifer: .id, blueprint: \'"a"\'}';
    const text = `resources: [{kind: project, selector: {query: 'true'}, port: {entity: {mappings: ${mappings}}}}]`;
    assert.deepEqual(problemsIn(text), [
      'resources[0] (kind "project").port.entity.mappings.identifier: is missing: it must be a jq expression or an object. "identifer" is there: did you mean "identifier"?',
    ]);
  });

  it('has all of its problems told at once, each with its place', () => {
    const text = `
deleteDependentEntities: maybe
entityDeletionThreshold: 2
resources:
  - 7
  - kind: pull-request
    selector: {query: [], maxResults: -1}
    port: {entity: {mappings: {identifier: .id, blueprint: null, properties: {a: {b: .c}, d: null, "e f": []}, relations: {g: [], h: {combinator: '"and"', rules: 5}}}}}
  - kind: work-item
    selector: {query: 'true', expand: Some}
    port: {entity: {mappings: []}}
  - {kind: project, selector: {query: 'true'}}
`;
    const of = 'resources[1] (kind "pull-request")';
    const mappings = `${of}.port.entity.mappings`;
    const hint = "Write an object or null as jq text, e.g. '{a: .b}'.";
    assert.deepEqual(problemsIn(text), [
      'deleteDependentEntities: must be true or false, and is "maybe".',
      'entityDeletionThreshold: must be 1 or less, and is 2.',
      'resources[0]: must be an object, and is 7.',
      `${of}.selector.query: must be a jq expression, and is an empty list.`,
      `${mappings}.blueprint: must be a jq expression, and is empty.`,
      `${mappings}.properties.a: must be a jq expression, and is an object. ${hint}`,
      `${mappings}.properties.d: must be a jq expression, and is empty. ${hint}`,
      `${mappings}.properties["e f"]: must be a jq expression, and is an empty list. ${hint}`,
      `${mappings}.relations.g: must be a jq expression or an object, and is an empty list.`,
      `${mappings}.relations.h.rules: must be a list, and is 5.`,
      `${of}.selector.maxResults: must be more than 0, and is -1.`,
      'resources[2] (kind "work-item").port.entity.mappings: must not be empty, and is an empty list.',
      'resources[2] (kind "work-item").selector.expand: must be "None" or "All", and is "Some".',
      'resources[3] (kind "project").port: is missing: it must be an object.',
    ]);
  });

  it('says which mapping it is', () => {
    const from = (origin: Parameters<typeof parseMapping>[2]) => {
      try {
        parseMapping({ text: '' }, kinds, origin);
      } catch (error) {
        return (error as Error).message.split('\n')[0];
      }
      return undefined;
    };
    assert.equal(from({ from: 'file', path: 'port.yml' }), 'The mapping port.yml cannot be used:');
    assert.equal(from({ from: 'port' }), 'The mapping in Port cannot be used:');
  });
});
