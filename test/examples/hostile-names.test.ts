import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { builtInSamples } from '../../src/check/samples/built-in.ts';
import { kinds } from '../../src/kinds/registry.ts';
import type { RawItem } from '../../src/kinds/types.ts';
import { parseMapping } from '../../src/mapping/definition/parse-mapping.ts';
import { compileFast } from '../../src/mapping/jq/fast-path/compile-fast.ts';
import { createMapper } from '../../src/mapping/mapper.ts';
import type { EntityBody, Resource } from '../../src/mapping/types.ts';
import { builtInResources } from '../../src/port/defaults/resources.ts';
import { examples } from './support.ts';

/** Port's own rule. */
const ACCEPTED = /^(?!\.{1,2}$)[\p{L}0-9@_.+:\\/=-]{1,1000}$/u;

const PLAIN = ['Doing', 'In-Review', 'a=b', 'QA=26Test', '=20', 'x=', 'Prüfung', '漢字', 'v1.2_x@y+z:w', 'Ж'];
const HOSTILE = [
  ...[
    'QA & Test',
    'QA&Test',
    'Ready!',
    'Doing (dev)',
    'Done, released',
    "Won't do",
    'Won’t do',
    '50%',
    '50%25',
  ],
  ...[
    'a~b',
    'a%7Eb',
    'a~7Eb',
    'tab\tx',
    'line\nbreak',
    '🚀 launch',
    'e\u0301',
    '"quoted"',
    '#1',
    '<b>x</b>',
    'a;b',
  ],
  ...[
    '½',
    '１',
    'a\u200db',
    '…',
    '..!',
    '$(x)',
    'a|b',
    'a*b?',
    '[x]',
    '{y}',
    '^z',
    '`w`',
    '–',
    'Prüfung (neu)',
  ],
  ...['漢字！', `${'ж'.repeat(120)}!`, '=&', '&=', '&', '&&'],
];

const defaults = parseMapping({ document: builtInResources.mapping }, kinds, { from: 'default' }).mapping;
const all: { from: string; resource: Resource }[] = [
  ...defaults.resources.map((resource) => ({ from: 'default', resource })),
  ...examples.flatMap(({ parsed }) =>
    parsed.mapping.resources.map((resource) => ({ from: 'example', resource })),
  ),
];
const mapper = createMapper(defaults, { environment: {}, timeLimitSeconds: 20, maxWorkers: 1 });
after(() => mapper.close());

const bodiesOf = async (resource: Resource, items: RawItem[]): Promise<EntityBody[][]> => {
  const mapped = await mapper.map({ ...resource, query: 'true' }, items);
  return mapped.map(({ outcomes }) =>
    outcomes.flatMap((outcome) => ('entities' in outcome ? outcome.entities.map(({ body }) => body) : [])),
  );
};

const G = '6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c';
const project = { id: G, name: 'P' };
const repository = { id: G, name: 'r', webUrl: 'https://x', project, defaultBranch: 'refs/heads/main' };
const board = { id: G, name: 'Stories', __project: project };

/** Place of a name in an item, with its identifier where the name is plain. */
interface Place {
  kind: string;
  what: string;
  item(name: string): RawItem;
  plain(name: string): string;
  of?(body: EntityBody): unknown;
}
const places: Place[] = [
  {
    kind: 'column',
    what: 'the name of a column',
    item: (name) => ({ name, __stateType: 'User Story', __stateName: 'Active', __board: board }),
    plain: (name) => `UserStory/${name}/${G}`,
  },
  {
    kind: 'column',
    what: 'a work item type',
    item: (name) => ({ name: 'In Progress', __stateType: name, __stateName: 'Active', __board: board }),
    plain: (name) => `${name}/InProgress/${G}`,
  },
  {
    kind: 'work-item',
    what: 'the column of a work item',
    item: (name) => ({
      id: 1,
      fields: { 'System.WorkItemType': 'User Story', 'System.BoardColumn': name, 'System.AreaPath': 'P' },
      __project: project,
    }),
    plain: (name) => `UserStory/${name}/${G}`,
    of: ({ relations }) => relations?.column,
  },
  {
    kind: 'branch',
    what: 'the name of a branch',
    item: (name) => ({ name, refName: `refs/heads/${name}`, objectId: 'o', __repository: repository }),
    plain: (name) => `${G}/${name}`,
  },
  {
    kind: 'folder',
    what: 'the name of a folder',
    item: (name) => ({
      path: `/src/${name}`,
      __repository: repository,
      __branch: 'main',
      __includedFiles: {},
    }),
    plain: (name) => `${G}/src/${name}`,
  },
  {
    kind: 'file',
    what: 'a name in a file',
    item: (name) => ({
      file: { path: 'service.yaml', content: { parsed: [{ name }] } },
      repo: repository,
      __includedFiles: {},
    }),
    plain: (name) => `${G}/${name}`,
  },
];
const AREAS: Place[] = [
  {
    kind: 'area-path',
    what: 'the name of an area',
    item: (name) => ({ name, __normalizedPath: `P\\${name}`, __parentIdentifier: 'p', __project: project }),
    plain: (name) => `${G}/P/${name}`,
  },
  {
    kind: 'area-path',
    what: 'the name of the area above',
    item: (name) => ({
      name: 'x',
      __normalizedPath: `${name}\\x`,
      __parentIdentifier: 'p',
      __project: project,
    }),
    plain: (name) => `${G}/${name}`,
    of: ({ relations }) => relations?.parent,
  },
  {
    kind: 'work-item',
    what: 'the area of a work item',
    item: (name) => ({ id: 1, fields: { 'System.AreaPath': `P\\${name}` }, __project: project }),
    plain: (name) => `${G}/P/${name}`,
    of: ({ relations }) => relations?.areaPath,
  },
  {
    kind: 'team',
    what: 'an area of a team',
    item: (name) => ({
      id: G,
      projectId: G,
      __members: [],
      __areaPaths: { values: [{ value: `P\\${name}` }] },
    }),
    plain: (name) => `${G}/P/${name}`,
    of: ({ relations }) => [relations?.areaPaths].flat()[0],
  },
];

const identifiersAt = async (resource: Resource, { item, of }: Place, names: readonly string[]) => {
  const bodies = await bodiesOf(resource, names.map(item));
  return bodies.map(([body]) => (body && of ? of(body) : body?.identifier));
};

/** The default mapping has no areas. */
const applies = (place: Place, { kind, entities: [entity] }: Resource) =>
  kind === place.kind && (kind !== 'work-item' || !AREAS.includes(place) || entity?.relations?.areaPath);

describe('names that an identifier cannot bear', () => {
  for (const place of [...places, ...AREAS])
    for (const { from, resource } of all.filter((one) => applies(place, one.resource)))
      test(`as ${place.what}, in the ${from}: accepted, distinct, and plain ones as they are`, async () => {
        const slashes = AREAS.includes(place) ? [] : ['a/b', 'a\\b', 'a/b!'];
        const names = [...PLAIN, ...HOSTILE, ...slashes];
        const identifiers = await identifiersAt(resource, place, names);
        for (const [at, identifier] of identifiers.entries())
          assert.match(String(identifier), ACCEPTED, JSON.stringify(names[at]));
        assert.equal(new Set(identifiers).size, names.length);
        assert.deepEqual(await identifiersAt(resource, place, PLAIN), PLAIN.map(place.plain));
      });

  test('as names of areas with a slash are told from areas below one another', async () => {
    const [place] = AREAS as [Place];
    const { resource } = all.find((one) => one.resource.kind === 'area-path') as (typeof all)[number];
    const identifiers = await identifiersAt(resource, place, ['a\\b', 'a/b', 'a\\b!', 'a/b!']);
    assert.equal(new Set(identifiers).size, 4);
    for (const identifier of identifiers) assert.match(String(identifier), ACCEPTED);
  });

  test('lead to the same entity, whoever relates to it', async () => {
    const names = [...PLAIN, ...HOSTILE, 'In Progress', ' a & b '];
    const at = async (what: string, from: string) => {
      const place = [...places, ...AREAS].find((one) => one.what === what) as Place;
      const found = all.find((one) => one.from === from && applies(place, one.resource));
      return identifiersAt(found?.resource as Resource, place, names);
    };
    const columns = await at('the name of a column', 'default');
    for (const [what, from] of [
      ['the name of a column', 'example'],
      ['the column of a work item', 'default'],
      ['the column of a work item', 'example'],
    ] as const)
      assert.deepEqual(await at(what, from), columns);
    const areas = await at('the name of an area', 'example');
    assert.deepEqual(await at('the area of a work item', 'example'), areas);
    assert.deepEqual(await at('an area of a team', 'example'), areas);
  });
});

test('the default mapping needs the engine for none of its expressions', () => {
  for (const { entities } of defaults.resources)
    for (const { identifier, title, properties, relations } of entities)
      for (const expression of [identifier, title, ...Object.values({ ...properties, ...relations })])
        if (expression !== undefined) assert.ok(compileFast(String(expression)), String(expression));
});

/** Every text in an item but ids, with how to put another in its place. */
function* textsIn(value: unknown, key = ''): Generator<(text: string) => unknown> {
  if (typeof value === 'string' && !/^(id|descriptor|__teamId|__projectId)$|Id$/.test(key))
    yield (text) => text;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value))
    for (const put of textsIn(inner, name))
      yield (text) =>
        Array.isArray(value)
          ? value.map((one, at) => (String(at) === name ? put(text) : one))
          : { ...value, [name]: put(text) };
}

describe('whatever text of an item is hostile, Port accepts the identifier', () => {
  for (const { from, resource } of all)
    test(`${resource.kind}, resources[${resource.index}] of the ${from}`, async () => {
      const [samples = []] = await builtInSamples([resource]);
      const items = samples
        .slice(0, 2)
        .flatMap((sample) => [...textsIn(sample)].map((put) => put('Q & A (x)!') as RawItem));
      assert.ok(items.length > 3);
      for (const { identifier } of (await bodiesOf(resource, items)).flat())
        assert.match(String(identifier), ACCEPTED);
    });
});
