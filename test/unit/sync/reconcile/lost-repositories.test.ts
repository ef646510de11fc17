import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AzureDevOpsError } from '../../../../src/azure-devops/types.ts';
import { kinds } from '../../../../src/kinds/registry.ts';
import { ofLostRepositories } from '../../../../src/sync/reconcile/visibility/lost-repositories.ts';

const guid = (n: number) => `0a111111-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

const target = (kind: string, identifier: string) =>
  ({
    resource: { kind, index: 0, options: {}, entities: [] },
    mapping: { identifier, relations: {} },
    conflicts: [],
    blueprint: kind,
  }) as never;

const refused = async () => {
  throw new AzureDevOpsError('no', { status: 403, cause: 'permission', call: { what: '', route: '' } });
};

/** Times that one of so many gone branches is looked at, as so many repositories are lost. */
async function looks(repositories: number): Promise<number> {
  const branches = Array.from({ length: repositories * 10 }, (_, i) => `${guid(i % repositories)}/b${i}`);
  let count = 0;
  const counted = new Proxy(branches, {
    get(list, name, receiver) {
      if (typeof name === 'string' && /^\d+$/.test(name)) count += 1;
      return Reflect.get(list, name, receiver);
    },
  });
  const held = await ofLostRepositories(
    new Map([
      ['repository', Array.from({ length: repositories }, (_, i) => guid(i))],
      ['branch', counted],
    ]),
    {
      organisations: [{ get: refused }] as never,
      isSeen: () => false,
      isListed: () => false,
      targets: [target('repository', '.id'), target('branch', '.__repository.id + "/" + .name')],
      kinds,
      async *relationsOf() {},
    },
  );
  assert.equal(held.length, 11 * repositories);
  return count;
}

test('what may be of many lost repositories is looked through once, and not for each of them', async () => {
  const [some, twice] = [await looks(20), await looks(40)];
  assert.ok(twice <= 2.5 * some, `${some}, then ${twice} looks`);
});
