import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import * as z from 'zod/mini';
import { builtInSamples } from '../../src/check/samples/built-in.ts';
import { ownSamples } from '../../src/check/samples/own.ts';
import { variantsOf } from '../../src/check/samples/variants.ts';
import { kinds } from '../../src/kinds/registry.ts';
import type { RawItem } from '../../src/kinds/types.ts';
import { ProblemsError } from '../../src/lib/errors.ts';

const required: Record<string, Record<string, unknown>> = {
  file: { files: { path: 'x' } },
  folder: { folders: [{ path: 'x' }] },
};

/** A resource's options as they are parsed. */
const reading = (kind: string, given: Record<string, unknown> = {}) => {
  const { options } = kinds.get(kind) ?? assert.fail(kind);
  return { kind, options: z.object(options).parse({ ...required[kind], ...given }) };
};

const samplesOf = async (kind: string, given: Record<string, unknown> = {}): Promise<RawItem[]> =>
  (await builtInSamples([reading(kind, given)]))[0] ?? [];

describe('the built-in samples', () => {
  for (const [kind, { docs }] of kinds) {
    test(`${kind}: there are some for every way to read it, with every field that it adds`, async () => {
      const seen = new Set<string>();
      for (const { name, options } of variantsOf(kind)) {
        const codeCoverage = options.codeCoverage
          ? { codeCoverage: { flags: 7 } }
          : { codeCoverage: undefined };
        const given = 'codeCoverage' in options ? { ...options, ...codeCoverage } : options;
        const plain = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
        const items = await samplesOf(kind, plain);
        assert.ok(items.length >= 2, name);
        for (const item of items) {
          assert.equal(item.__organizationName, 'contoso');
          for (const field of Object.keys(item)) seen.add(field);
        }
      }
      for (const field of Object.keys(docs.fields))
        if (field !== '__includedFiles') assert.ok(seen.has(field), `${kind} ${field}`);
    });
  }

  test('they hold what the options add, and only then', async () => {
    assert.equal(
      (await samplesOf('team')).some((item) => '__members' in item),
      false,
    );
    assert.equal(
      (await samplesOf('team', { includeMembers: true })).every((item) => '__members' in item),
      true,
    );
    assert.equal(
      (await samplesOf('release')).some((item) => 'environments' in item),
      false,
    );
    assert.equal(
      (await samplesOf('release', { expand: 'environments' })).every((item) => 'environments' in item),
      true,
    );
  });

  test('they hold the files that the mapping includes', async () => {
    const [item] = await samplesOf('repository', { includedFiles: ['README.md', 'docs/a.md'] });
    assert.deepEqual(Object.keys(item?.__includedFiles as object), ['README.md', 'docs/a.md']);
    assert.equal('__includedFiles' in ((await samplesOf('repository'))[0] ?? {}), false);
  });

  test('they are aligned with the resources, each as often as it is asked for', async () => {
    const found = await builtInSamples([reading('team'), reading('project'), reading('team')]);
    assert.equal(found.length, 3);
    assert.deepEqual(found[0], found[2]);
    assert.notDeepEqual(found[0], found[1]);
  });
});

const folder = async (t: TestContext, files: Record<string, unknown>): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'samples-'));
  t.after(() => rm(path, { recursive: true }));
  for (const [name, value] of Object.entries(files))
    await writeFile(join(path, name), typeof value === 'string' ? value : JSON.stringify(value));
  return path;
};

const refusal = async (path: string): Promise<string> => {
  try {
    await ownSamples(path, kinds.keys());
  } catch (error) {
    assert.ok(error instanceof ProblemsError);
    return error.message.replaceAll(path, '…');
  }
  return assert.fail('they were taken');
};

describe('samples of the user', () => {
  const item = { id: 1 };

  test('may be items, lists, answers of the REST API and examples as Port is sent them', async (t) => {
    const path = await folder(t, {
      'project.json': `\ufeff${JSON.stringify(item)}`,
      'repository.json': [item, item],
      'team.json': { count: 3, value: [item, item, item] },
      'build-0.json': { examples: [item] },
      'README.md': 'not read',
    });
    const samples = await ownSamples(path, kinds.keys());
    assert.deepEqual(
      [...samples].map(([kind, items]) => [kind, items.length]),
      [
        ['build', 1],
        ['project', 1],
        ['repository', 2],
        ['team', 3],
      ],
    );
  });

  test('may be one file with the kinds as its keys, or as Port names the resources', async (t) => {
    const path = await folder(t, { 'all.json': { project: [item], 'team-3': item, 'team-4': item } });
    const samples = await ownSamples(join(path, 'all.json'), kinds.keys());
    assert.deepEqual(
      [...samples].map(([kind, items]) => [kind, items.length]),
      [
        ['project', 1],
        ['team', 2],
      ],
    );
  });

  test('are refused with the place of what is wrong', async (t) => {
    const hint = 'Give a folder with a file <kind>.json each, or a JSON file with the kinds as its keys.';
    assert.match(await refusal('nowhere/at/all'), /^The samples in … cannot be used:\n- …: ENOENT/);
    assert.equal(
      await refusal(await folder(t, {})),
      `The samples in … cannot be used:\n- …: the folder has no file <kind>.json. ${hint}`,
    );
    assert.match(await refusal(await folder(t, { 'project.json': '{' })), /- …: project\.json: .*JSON/);
    assert.equal(
      await refusal(await folder(t, { 'projct.json': item, 'team.json': [1] })),
      [
        'The samples in … cannot be used:',
        '- …/projct.json: "projct" is not a kind. Did you mean "project"?',
        '- …/team.json: must be an item or a list of items, each an object.',
      ].join('\n'),
    );
    const list = join(await folder(t, { 'list.json': [item] }), 'list.json');
    assert.match(await refusal(list), /it must be an object with the kinds as its keys\./);
    const answer = { 'repository.json': { count: 1, value: [item] } };
    const file = join(await folder(t, answer), 'repository.json');
    assert.match(await refusal(file), /it must be an object with the kinds as its keys\. Give a folder with/);
  });
});
