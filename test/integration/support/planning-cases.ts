import assert from 'node:assert/strict';
import { every, type OptionCase } from './option-cases.ts';
import type { Item } from './whole-items.ts';

const shapes = {
  None: [false, false],
  Fields: [false, false],
  Relations: [true, false],
  Links: [false, true],
  All: [true, true],
} as const;

const planning: readonly OptionCase[] = [
  {
    title: 'defaultTeam reads each project singly',
    kind: 'project',
    options: { defaultTeam: 'true' },
    expected: {},
    check: (items) => every(items, ({ defaultTeam }) => defaultTeam.id),
  },
  ...Object.entries(shapes).map(([expand, [relations, links]]) => ({
    title: `work items with ${expand}`,
    kind: 'work-item',
    options: { expand },
    expected: {},
    check: (items: readonly Item[]) =>
      every(items, (item) => 'relations' in item === relations && '_links' in item === links),
  })),
  {
    title: 'a condition on work items',
    kind: 'work-item',
    options: { wiql: "[System.WorkItemType] = 'Bug' OR [System.State] = 'Closed'", expand: 'None' },
    expected: { where: ({ type, state }) => type.name === 'Bug' || state === 'Closed' },
  },
  {
    title: 'a condition with an order of its own',
    kind: 'work-item',
    options: { wiql: "[System.WorkItemType] = 'Bug' order by [System.ChangedDate] desc", expand: 'None' },
    expected: { where: ({ type }) => type.name === 'Bug' },
  },
  {
    title: 'an order without a condition',
    kind: 'work-item',
    options: { wiql: 'order by\n  [System.ChangedDate] desc', expand: 'None' },
    expected: {},
  },
  {
    title: 'the root of the areas',
    kind: 'area-path',
    options: { depth: null },
    expected: {},
    check: (items) => every(items, ({ __parentIdentifier }) => __parentIdentifier === null),
  },
  {
    title: 'areas down to a depth',
    kind: 'area-path',
    options: { depth: 1 },
    expected: { depth: 1 },
    check: (items) => every(items, ({ path }) => path.split('\\').length <= 4),
  },
  {
    title: 'teams with their members and area paths',
    kind: 'team',
    options: { includeMembers: true, includeAreaPaths: true },
    expected: {},
    check: (items, organisation) => {
      const teams = [...organisation.all('team')].map(({ item }) => item);
      for (const { id, members, hasAreas } of teams) {
        const item = items.find((one) => one.id === id);
        assert.equal(item?.__members.length, members.size());
        assert.equal(item?.__areaPaths?.field.referenceName, hasAreas ? 'System.AreaPath' : undefined);
      }
      assert.ok(items.some(({ __areaPaths }) => __areaPaths === null));
    },
  },
];

const people: readonly OptionCase[] = [
  {
    title: 'entitlements with fields that are chosen',
    kind: 'user',
    options: { includeFields: ['license', 'projects'] },
    expected: {},
    check: (items) =>
      every(items, ({ accessLevel, projectEntitlements }) => accessLevel && projectEntitlements),
  },
  {
    title: 'entitlements by an older version of the API',
    kind: 'user',
    options: { apiVersion: '6.0' },
    expected: {},
  },
  {
    title: 'users of the graph, one of them without mail',
    kind: 'user',
    options: { source: 'graph' },
    expected: { source: 'graph' },
    check: (items) => assert.ok(items.some(({ mailAddress }) => !mailAddress)),
  },
  {
    title: 'users of some subject types',
    kind: 'user',
    options: { source: 'graph', subjectTypes: ['msa', 'svc'] },
    expected: { source: 'graph', subjectTypes: ['msa', 'svc'] },
  },
  {
    title: 'users with their groups, and the projects that these belong to',
    kind: 'user',
    options: { source: 'graph', includeGroupMemberships: true },
    expected: { source: 'graph' },
    check: (items, organisation) => {
      const groups = [...organisation.groups.items()];
      const people = [...organisation.people.entries()];
      for (const [slot, { descriptor }] of people) {
        const own = groups.filter(({ members }) =>
          [...members.items()].some((member) => member.type === 'user' && member.slot === slot),
        );
        const item = items.find((one) => one.descriptor === descriptor);
        const found = item?.__groups.map((group: { descriptor: string }) => group.descriptor);
        assert.deepEqual(found.sort(), own.map((group) => group.descriptor).sort());
        assert.deepEqual(item?.__projects, [...new Set(own.map(({ scope }) => scope))].sort());
      }
    },
  },
  {
    title: 'pages of project wikis, whole',
    kind: 'wiki',
    options: { wikiType: 'projectWiki', includeContent: true },
    expected: { wikiType: 'projectWiki' },
    check: (items) =>
      every(items, ({ content, __wiki }) => content.startsWith('# ') && __wiki.type === 'projectWiki'),
  },
  {
    title: 'pages of code wikis',
    kind: 'wiki',
    options: { wikiType: 'codeWiki', apiVersion: '7.0' },
    expected: { wikiType: 'codeWiki' },
    check: (items) => every(items, ({ content }) => content === undefined),
  },
];

export const planningCases: readonly OptionCase[] = [...planning, ...people];
