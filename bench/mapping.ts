// Items per second through the mapping: `npm run bench:mapping [items]`.
import { parseArgs } from 'node:util';
import { parseMapping } from '../src/mapping/definition/parse-mapping.ts';
import { createMapper } from '../src/mapping/mapper.ts';
import type { Mapping, Resource } from '../src/mapping/types.ts';
import { resource } from '../test/support/resource.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const total = Number(positionals[0] ?? 20_000);
const BATCH = 200;

const person = (name: string) => ({
  displayName: name,
  url: `https://spsprodweu1.vssps.visualstudio.com/_apis/Identities/${name}`,
  _links: { avatar: { href: `https://dev.azure.com/contoso/_apis/GraphProfile/MemberAvatars/${name}` } },
  id: '9e4b1f2c-0000-4000-8000-000000000000',
  uniqueName: `${name}@contoso.example`,
  imageUrl: `https://dev.azure.com/contoso/_apis/GraphProfile/MemberAvatars/${name}`,
  descriptor: `aad.${name}`,
});

/** About 4 KB of JSON, shaped after what the service sends with `$expand=all`. */
const workItem = (id: number) => ({
  id,
  rev: 7,
  fields: {
    'System.Id': id,
    'System.AreaPath': 'Fabrikam\\Website',
    'System.TeamProject': 'Fabrikam',
    'System.IterationPath': 'Fabrikam\\Release 1\\Sprint 3',
    'System.WorkItemType': 'Product Backlog Item',
    'System.State': 'Committed',
    'System.Reason': 'Commitment made by the team',
    'System.AssignedTo': person('jamal'),
    'System.CreatedDate': '2026-01-05T10:11:12.513Z',
    'System.CreatedBy': person('helena'),
    'System.ChangedDate': '2026-02-07T08:09:10.1Z',
    'System.ChangedBy': person('christie'),
    'System.Title': `Customer ${id} can sign in with an account of their own`,
    'System.BoardColumn': 'Committed',
    'System.Description': `<div>${'As a customer I want to sign in, so that my basket is kept. '.repeat(22)}</div>`,
    'Microsoft.VSTS.Scheduling.Effort': 8,
    'Microsoft.VSTS.Common.Priority': 1,
  },
  relations: [1, 2, 3].map((n) => ({
    rel: 'System.LinkTypes.Hierarchy-Forward',
    url: `https://dev.azure.com/contoso/_apis/wit/workItems/${id + n}`,
    attributes: { isLocked: false, name: 'Child' },
  })),
  _links: { html: { href: `https://dev.azure.com/contoso/Fabrikam/_workitems/edit/${id}` } },
  url: `https://dev.azure.com/contoso/_apis/wit/workItems/${id}`,
  __projectId: 'a0000000-0000-4000-8000-000000000001',
  __project: { id: 'a0000000-0000-4000-8000-000000000001', name: 'Fabrikam', state: 'wellFormed' },
  __organizationUrl: 'https://dev.azure.com/contoso',
  __organizationName: 'contoso',
});

const field = (name: string) => `.fields["System.${name}"]`;
const properties = {
  type: field('WorkItemType'),
  state: field('State'),
  reason: field('Reason'),
  effort: '.fields["Microsoft.VSTS.Scheduling.Effort"] // .fields["Microsoft.VSTS.Scheduling.StoryPoints"]',
  description: field('Description'),
  link: '._links.html.href // .url',
  createdBy: `${field('CreatedBy')}.displayName`,
  changedBy: `${field('ChangedBy')}.displayName`,
  createdDate: field('CreatedDate'),
  changedDate: field('ChangedDate'),
};
const column = `${field('WorkItemType')} + "/" + ${field('BoardColumn')} + "/" + .__project.id | gsub(" "; "")`;
const mappings = {
  identifier: '.__project.id + "/" + (.id | tostring) | gsub(" "; "")',
  blueprint: '"azureDevopsWorkItem"',
  title: field('Title'),
  properties,
  relations: {
    project: '.__project.id | gsub(" "; "")',
    column: `if ${field('BoardColumn')} then ${column} else null end`,
  },
};

/** A definition in front keeps an expression, and its whole input, in the engine. */
const inEngine = (expression: string) => `def whole: .; ${expression}`;
const each = (object: Record<string, string>, change: (expression: string) => string) =>
  Object.fromEntries(Object.entries(object).map(([name, expression]) => [name, change(expression)]));

const cases: Record<string, object> = {
  'all in the engine': {
    identifier: inEngine(mappings.identifier),
    blueprint: inEngine(mappings.blueprint),
    title: inEngine(mappings.title),
    properties: each(properties, inEngine),
    relations: each(mappings.relations, inEngine),
  },
  'two need the engine': {
    ...mappings,
    properties: {
      ...properties,
      summary: `${field('Description')} | gsub("<.*?>"; ""; "n") | .[0:80]`,
      assignees: `[${field('AssignedTo')} | objects | .uniqueName] | unique`,
    },
  },
  'default mapping': mappings,
};

const kinds = new Map([['work-item', { name: 'work-item', options: {} }]]);
const parsed = (mappings: object): Mapping =>
  parseMapping(
    {
      document: {
        resources: [resource('work-item', mappings)],
      },
    },
    kinds,
    { from: 'inline' },
  ).mapping;

/** Parsed from text, as items come in. */
const batches = Array.from({ length: Math.ceil(total / BATCH) }, (_, batch) =>
  Array.from({ length: BATCH }, (_, index) => JSON.stringify(workItem(batch * BATCH + index + 1))),
);
const bytes = Buffer.byteLength(batches[0]?.[0] ?? '');
console.log(`${total} work items of ${bytes} bytes, batches of ${BATCH}, Node ${process.version}`);

for (const [name, mappings] of Object.entries(cases)) {
  for (const maxWorkers of name === 'default mapping' ? [1] : [1, 2]) {
    const mapping = parsed(mappings);
    const mapper = createMapper(mapping, { environment: {}, timeLimitSeconds: 60, maxWorkers });
    await mapper.map(mapping.resources[0] as Resource, [workItem(1)]);
    const items = batches.map((batch) => batch.map((text) => JSON.parse(text)));
    const cpu = process.cpuUsage();
    const begun = performance.now();
    for (let at = 0; at < items.length; at += 4) {
      const lot = items.slice(at, at + 4);
      await Promise.all(lot.map((batch) => mapper.map(mapping.resources[0] as Resource, batch)));
    }
    const seconds = (performance.now() - begun) / 1000;
    const used = process.cpuUsage(cpu);
    const cores = (used.user + used.system) / 1e6;
    await mapper.close();
    console.log(
      `${name.padEnd(20)} workers ${mapper.stats().workers}  ${Math.round(total / seconds)
        .toString()
        .padStart(7)} items/s  ${Math.round(total / cores)
        .toString()
        .padStart(7)} items/s and core  ${((cores / total) * 1e6).toFixed(1)} µs CPU an item`,
    );
  }
}
