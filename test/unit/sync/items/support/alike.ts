import type { RawItem } from '../../../../../src/kinds/types.ts';

/** Items of a kind that are easily mistaken for each other, and what each of them is. */
export interface Alike {
  kind: string;
  why: 'deleted' | 'not selected';
  organisations: number;
  items: readonly RawItem[];
  // biome-ignore lint/suspicious/noExplicitAny: raw items, whose shape is what this is about.
  identityOf(item: any): unknown;
  paths: { texts: readonly string[]; numbers: readonly string[] };
}

const GUIDS = [
  '0a111111-0000-4000-8000-00000000000a',
  '0a111111-0000-4000-8000-00000000000b',
  '11111111-1111-4111-8111-111111111111',
];
const NUMBERS = [1, 2, 3, 11, 12, 21, 23, 111, 112, 123, 1123];
const NAMES = [
  'a',
  'b',
  'A',
  'ab',
  'a/b',
  'a-b',
  'a b',
  'b/a',
  '1',
  '12',
  'a/1',
  'a-1',
  'null',
  'xa',
  'a=2Fb',
  'a%2Fb',
  'a~b',
];
/** Git takes no space, colon or tilde in the name of a branch. */
const REFS = NAMES.filter((name) => !/[ ~:]/.test(name));
const TITLES = ['', 'a', '1', '/', 'a/1', '-', '12/'];
const TOKENS = ['aad.Uy0x', 'aad.Uy0x-1', 'vssgp.a', 'vssgp.A', 'aad.1'];

const project = (i: number) => ({ id: GUIDS[i % GUIDS.length], name: NAMES[i % 4] });
/** Members of an item that are no ids. */
const rest = (i: number) => ({ n: NUMBERS[(i * 7) % 5], title: TITLES[(i * 3) % TITLES.length] });
const pairs = <A, B>(some: readonly A[], others: readonly B[]): [A, B, number][] =>
  some.flatMap((one, i) => others.map((other, j): [A, B, number] => [one, other, i * others.length + j]));

const workItems = NUMBERS.map((id, i) => ({ id, __project: project(i), ...rest(i) }));
const MORE = ['.title'];

export const alike: readonly Alike[] = [
  {
    kind: 'work-item',
    why: 'deleted',
    organisations: 1,
    items: workItems,
    identityOf: ({ id }) => id,
    paths: { texts: ['.__project.id', '.__project.name', ...MORE], numbers: ['.id', '.n'] },
  },
  {
    kind: 'work-item',
    why: 'not selected',
    organisations: 2,
    items: pairs(['one', 'one-1'], workItems).map(([name, item]) => ({
      ...item,
      __organizationName: name,
      __organizationUrl: `https://x/${name}`,
      __project: { ...item.__project, id: item.__project.id?.replace(/.$/, name.length === 3 ? 'c' : 'd') },
    })),
    identityOf: ({ id, __organizationName }) => [id, __organizationName],
    paths: {
      texts: ['.__organizationName', '.__organizationUrl', '.__project.id', ...MORE],
      numbers: ['.id', '.n'],
    },
  },
  {
    kind: 'branch',
    why: 'deleted',
    organisations: 1,
    items: pairs([0, 1], REFS).map(([at, name, i]) => ({
      name,
      refName: `refs/heads/${name}`,
      __repository: { id: GUIDS[at], name: NAMES[at], project: project(2) },
      ...rest(i),
    })),
    identityOf: ({ name, __repository }) => [name, __repository.id],
    paths: {
      texts: ['.name', '.refName', '.__repository.id', '.__repository.name', ...MORE],
      numbers: ['.n'],
    },
  },
  {
    kind: 'folder',
    why: 'deleted',
    organisations: 1,
    items: pairs([0, 1], NAMES).map(([at, name, i]) => ({
      path: `/${name}`,
      __repository: { id: GUIDS[at], name: NAMES[at], project: project(2) },
      ...rest(i),
    })),
    identityOf: ({ path, __repository }) => [path, __repository.id],
    paths: { texts: ['.path', '.__repository.id', '.__repository.name', ...MORE], numbers: ['.n'] },
  },
  {
    kind: 'advanced-security-alert',
    why: 'not selected',
    organisations: 1,
    items: pairs(GUIDS, NUMBERS).map(([__repositoryId, alertId, i]) => ({
      alertId,
      __repositoryId,
      __projectId: GUIDS[2],
      ...rest(i),
    })),
    identityOf: ({ alertId, __repositoryId }) => [alertId, __repositoryId],
    paths: { texts: ['.__repositoryId', '.__projectId', ...MORE], numbers: ['.alertId', '.n'] },
  },
  {
    kind: 'pipeline-run',
    why: 'deleted',
    organisations: 1,
    items: pairs([1, 2, 11, 12], NUMBERS).map(([pipeline, id, i]) => ({
      id,
      __pipeline: { id: pipeline, name: NAMES[pipeline] },
      __project: project(pipeline),
      ...rest(i),
    })),
    identityOf: ({ id, __pipeline }) => [id, __pipeline.id],
    paths: {
      texts: ['.__project.id', '.__pipeline.name', ...MORE],
      numbers: ['.id', '.__pipeline.id', '.n'],
    },
  },
  {
    kind: 'group-member',
    why: 'not selected',
    organisations: 1,
    items: pairs(TOKENS, TOKENS).map(([group, descriptor, i]) => ({
      descriptor,
      __group: { descriptor: group },
      ...rest(i),
    })),
    identityOf: ({ descriptor, __group }) => [descriptor, __group.descriptor],
    paths: { texts: ['.descriptor', '.__group.descriptor', ...MORE], numbers: ['.n'] },
  },
  {
    kind: 'repository',
    why: 'deleted',
    organisations: 1,
    items: [
      ...GUIDS.map((id, i) => ({ id, name: NAMES[i], project: project(i), ...rest(i) })),
      { id: GUIDS[0]?.replace(/.$/, 'd'), name: null, n: 1 },
    ],
    identityOf: ({ id }) => id,
    paths: { texts: ['.id', '.name', '.project.id', ...MORE], numbers: ['.n'] },
  },
];
