import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { load } from 'js-yaml';
import { inputs } from '../../src/inputs/definitions.ts';
import { oceanOnly } from '../../src/inputs/ocean.ts';
import { kinds } from '../../src/kinds/registry.ts';
import { messageOf } from '../../src/lib/errors.ts';
import { parseMapping } from '../../src/mapping/definition/parse-mapping.ts';
import { root as rootSchema } from '../../src/mapping/definition/schema.ts';
import { createMapper } from '../../src/mapping/mapper.ts';
import { read, stepsOf } from './steps.ts';

const page = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const yamlIn = (text: string) => [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml]) => yaml as string);

describe('the mapping guide', () => {
  const text = page('mapping.md');

  for (const [position, yaml] of yamlIn(text).entries())
    test(`its mapping ${position + 1} is one, without a warning, and compiles`, async (t) => {
      const { mapping, warnings } = parseMapping({ text: yaml }, kinds, { from: 'inline' });
      assert.deepEqual(warnings, []);
      const mapper = createMapper(mapping, { environment: {}, timeLimitSeconds: 20, maxWorkers: 1 });
      t.after(() => mapper.close());
      assert.deepEqual(await mapper.check(), []);
    });

  test('its names that are no kind are answered as it says', () => {
    const [, given = '', meant = ''] =
      /which one was probably meant \(`([^`]+)`: `([^`]+)`\)/.exec(text) ?? assert.fail('no such sentence');
    const told = (kind: string) => {
      try {
        parseMapping({ document: { resources: [{ kind }] } }, kinds, { from: 'inline' });
      } catch (error) {
        return messageOf(error);
      }
      return assert.fail(kind);
    };
    assert.ok(told(given).includes(`Did you mean "${meant}"?`), told(given));
    for (const name of kinds.keys()) assert.ok(told('service').includes(name), name);
  });

  test('its expressions with single quotes compile, or do not, as it says', async (t) => {
    const sentence =
      /^.*For older mappings a single quote.*$/m.exec(text)?.[0] ?? assert.fail('no such sentence');
    const [works = '', stays = ''] = sentence.split('Beside a bracket');
    const codes = (part: string) => [...part.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
    const cases = [...codes(works).map((one) => [one, true]), ...codes(stays).map((one) => [one, false])];
    assert.equal(cases.length, 4);
    for (const [title, compiles] of cases) {
      const mappings = { identifier: '.id', blueprint: '"b"', title };
      const document = { resources: [{ kind: 'project', port: { entity: { mappings } } }] };
      const { mapping } = parseMapping({ document }, kinds, { from: 'inline' });
      const mapper = createMapper(mapping, { environment: {}, timeLimitSeconds: 20, maxWorkers: 1 });
      t.after(() => mapper.close());
      assert.equal((await mapper.check()).length === 0, compiles, String(title));
    }
  });

  test('it tells the defaults of the root as they are', () => {
    const defaults = rootSchema.parse({});
    const told = [...text.matchAll(/^\| `(\w+)` \| `([\w.]+)` \|/gm)].map(([, key, value]) => [key, value]);
    assert.deepEqual(
      Object.fromEntries(told),
      Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, String(value)])),
    );
  });
});

describe('the page about migrating', () => {
  const text = page('migrating.md');

  test('its steps are those of the example files', () => {
    const ours = yamlIn(text).map((yaml) => stepsOf(load(yaml) as Record<string, unknown>)[0]);
    const files = ['before', 'after', 'after-with-inputs'].map((name) =>
      stepsOf(read(`migrating/${name}.yml`)).find((step) => !('checkout' in step)),
    );
    const essence = ({ script, task, inputs: given, env }: Record<string, unknown> = {}) => ({
      script: String(script).trim(),
      task,
      given,
      env,
    });
    assert.deepEqual(ours.map(essence), files.map(essence));
  });

  test('it names every variable of the Docker step that is understood', () => {
    const short = text.replaceAll('`…__', '`OCEAN__INTEGRATION__CONFIG__');
    const understood = [
      ...inputs.flatMap(({ fallbacks = [] }) => fallbacks.filter((name) => name.startsWith('OCEAN__'))),
      ...Object.values(oceanOnly),
    ];
    for (const name of understood) assert.ok(short.includes(`\`${name}\``), name);
  });

  test('the inputs that it names exist', () => {
    const names = new Set(inputs.map(({ name }) => name));
    const table = text.slice(text.indexOf('| variable of'), text.indexOf('## How to go'));
    for (const row of table.split('\n').slice(2))
      for (const [, name] of (row.split('|')[2] ?? '').matchAll(/`(\w+)`/g))
        assert.ok(names.has(name ?? ''), name);
  });
});

describe('links to files', () => {
  for (const name of ['mapping.md', 'migrating.md', '../examples/README.md'])
    test(`${name}: each leads somewhere`, () => {
      const from = new URL(`../../docs/${name}`, import.meta.url);
      const links = [...page(name).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link]) => link as string);
      assert.ok(links.length > 0);
      for (const link of links) assert.ok(readFileSync(new URL(link, from)).length > 0, link);
    });
});
