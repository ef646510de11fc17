import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Page } from '../../../../src/azure-devops/types.ts';
import type { ProjectNode } from '../../../../src/kinds/parents.ts';
import { listedProjects } from '../../../../src/kinds/sources/projects.ts';
import { heldPages } from '../../../../src/kinds/support/held-pages.ts';
import { ofProject } from '../../../../src/kinds/support/of-project.ts';
import type { WideList } from '../../../../src/kinds/support/wide-list.ts';
import type { OrganisationNode, RawItem, ReadContext } from '../../../../src/kinds/types.ts';
import { createMemo } from '../../../../src/lib/async/memo.ts';

const organisation = { item: { url: 'https://dev.azure.com/contoso', name: 'contoso' } } as OrganisationNode;
const project = { item: { id: 'p1', name: 'One' }, parent: organisation } as ProjectNode;

async function* pages(count: number) {
  for (let id = 0; id < count; id += 1) yield new Page<RawItem>([{ id, project: 'p1' }], 2 ** 20);
}

/** Reads the items of a project of which the list for all has more than is held. Gives the pages held afterwards. */
async function heldAfter(more: Pick<WideList<RawItem>, 'isLong'>) {
  const scope = { projects: [], excludedTags: [] };
  const context = {
    once: createMemo(),
    scope,
    devops: { firstAnswer: () => undefined },
    doubtful() {},
  } as unknown as ReadContext;
  (await listedProjects(organisation, context)).count = 10;
  const list: WideList<RawItem> = {
    key: 'all things',
    projectOf: (item) => item.project as string,
    ofAll: () => pages(9),
    ofOne: () => pages(3),
    ...more,
  };
  const read: Page<RawItem>[] = [];
  for await (const page of ofProject(list, project, context)) read.push(page);
  assert.equal(read.length, 3);
  return (await heldPages(list, organisation, context)).pages.length;
}

it('of a long list for all projects that was not given whole nothing is held for the rest of the run', async () => {
  assert.equal(await heldAfter({ isLong: true }), 0);
});

it('of another one what was given is held, as each project is compared with it before a deletion', async () => {
  assert.equal(await heldAfter({}), 5);
});
