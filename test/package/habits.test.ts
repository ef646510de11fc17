import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { load } from 'js-yaml';
import { namePatternAt } from '../../scripts/lib/test-name.ts';
import { exists } from '../docs/pages.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const manifest = JSON.parse(read('package.json'));
const repository = manifest.repository.url.replace(/^git\+|\.git$/g, '');

interface Field {
  type: string;
  id?: string;
  attributes: { label?: string; description?: string; value?: string; options?: string[]; render?: string };
  validations?: { required: boolean };
}

interface Form {
  name: string;
  description: string;
  labels: string[];
  body: Field[];
}

const form = (name: string) => load(read(`.github/ISSUE_TEMPLATE/${name}.yml`)) as Form;

for (const name of ['bug', 'feature'])
  describe(`the issue form ${name}.yml`, () => {
    const { body, ...head } = form(name);

    test('is one that GitHub takes', () => {
      assert.deepEqual(Object.keys(head).toSorted(), ['description', 'labels', 'name']);
      const fields = body.filter(({ type }) => type !== 'markdown');
      assert.ok(fields.length > 0);
      assert.equal(new Set(fields.map(({ id }) => id)).size, fields.length);
      assert.equal(new Set(fields.map(({ attributes }) => attributes.label)).size, fields.length);
      for (const { type, id = '', attributes, validations } of fields) {
        assert.match(type, /^(textarea|input|dropdown|checkboxes)$/);
        assert.match(id, /^[a-z-]+$/);
        assert.ok(attributes.label);
        assert.equal(type === 'dropdown', attributes.options !== undefined, id);
        assert.equal(new Set(attributes.options).size, attributes.options?.length ?? 0, id);
        if (validations) assert.equal(validations.required, true);
      }
    });
  });

test('a report of a bug is asked for summary.json, the log, the version and the host, and warned that it is public', () => {
  const { body } = form('bug');
  const required = body.filter(({ validations }) => validations?.required).map(({ id }) => id);
  for (const id of ['summary', 'log', 'version', 'host']) assert.ok(required.includes(id), id);
  assert.match(body.find(({ id }) => id === 'summary')?.attributes.label ?? '', /^summary\.json$/);
  assert.match(body[0]?.attributes.value ?? '', /public/);
});

test('weaknesses are led away from public issues, everywhere to the same form', () => {
  const { blank_issues_enabled: blank, contact_links: links } = load(
    read('.github/ISSUE_TEMPLATE/config.yml'),
  ) as { blank_issues_enabled: boolean; contact_links: { url: string }[] };
  assert.equal(blank, false);
  const advisory = `${repository}/security/advisories/new`;
  assert.equal(links[0]?.url, advisory);
  for (const path of ['SECURITY.md', 'CODE_OF_CONDUCT.md', '.github/ISSUE_TEMPLATE/bug.yml'])
    assert.ok(read(path).includes(advisory), path);
  assert.ok(read('docs/security.md').includes('](../SECURITY.md)'));
  for (const { url } of links) {
    const [, path] = url.split(`${repository}/blob/main/`);
    if (path) assert.ok(existsSync(new URL(path, root)), path);
  }
});

test('what is supported is the present major version, on both hosts', () => {
  const [major] = manifest.version.split('.');
  assert.ok(read('SECURITY.md').includes(`\`@v${major}\`, \`PortCatalogSync@${major}\``));
});

test('a pull request is asked for what the page about contributing asks for', () => {
  const template = read('.github/PULL_REQUEST_TEMPLATE.md');
  for (const asked of [
    'npm test',
    'npm run build',
    'CHANGELOG.md',
    'A test failed before',
    'dependency',
    'mall commits',
  ])
    assert.ok(template.includes(asked), asked);
  for (const [, script = ''] of template.matchAll(/npm run ([\w:-]+)/g))
    assert.ok(script in manifest.scripts);
});

test('every path that CODEOWNERS names is there', () => {
  const lines = read('.github/CODEOWNERS')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  assert.match(lines[0] ?? '', /^\* +@\S+$/);
  for (const line of lines.slice(1)) {
    const [path = '', owner = ''] = line.split(/ +/);
    assert.match(owner, /^@[\w-]+\/[\w-]+$/);
    assert.ok(existsSync(new URL(path.slice(1).replace(/\*$/, '.ts'), root)), path);
  }
});

test('editors format as biome does', () => {
  const { formatter } = JSON.parse(read('biome.json'));
  const settings = new Map(
    [...read('.editorconfig').matchAll(/^(\w+) = (\S+)$/gm)].map(([, key = '', value = '']) => [key, value]),
  );
  assert.equal(settings.get('indent_style'), formatter.indentStyle);
  assert.equal(settings.get('indent_size'), String(formatter.indentWidth));
  assert.equal(settings.get('max_line_length'), String(formatter.lineWidth));
  assert.equal(settings.get('end_of_line'), /eol=(\w+)/.exec(read('.gitattributes'))?.[1]);
  const editor = JSON.parse(read('.vscode/settings.json'));
  assert.equal(editor['editor.defaultFormatter'], 'biomejs.biome');
  assert.ok(JSON.parse(read('.vscode/extensions.json')).recommendations.includes('biomejs.biome'));
});

test('.nvmrc names the Node that the tests run on', () => {
  assert.equal(read('.nvmrc').trim(), manifest.devDependencies.node.split('.')[0]);
});

describe('dependency updates', () => {
  interface Update {
    'package-ecosystem': string;
    directory?: string;
    directories?: string[];
    schedule: { interval: string };
    groups: Record<string, object>;
    ignore?: { 'dependency-name': string }[];
  }
  const { version, updates } = load(read('.github/dependabot.yml')) as { version: number; updates: Update[] };

  test('come once a week in groups, for packages, actions and the tools of CI, from folders that are there', () => {
    assert.equal(version, 2);
    assert.deepEqual(
      updates.map((update) => update['package-ecosystem']),
      ['npm', 'github-actions', 'pip'],
    );
    for (const { schedule, groups, directory, directories = [directory ?? ''] } of updates) {
      assert.equal(schedule.interval, 'weekly');
      assert.ok(Object.keys(groups).length > 0);
      for (const folder of directories) assert.ok(exists(new URL(`.${folder}`, root)), folder);
    }
  });

  test('ignore only packages that we have', () => {
    for (const { ignore = [] } of updates)
      for (const one of ignore)
        assert.ok(one['dependency-name'] in manifest.devDependencies, one['dependency-name']);
  });
});

describe('the test at the cursor', () => {
  const source = `import x from 'y';

describe('a group', () => {
  test('counts (twice)', () => {
    x();
  });
  for (const name of names)
    test(\`\${name}: it's \\\`quoted\\\`\`, async (t) => {
      x(t);
    });
});
`;
  const matches = (line: number, name: string) => new RegExp(namePatternAt(source, line) ?? '$.').test(name);

  test('is the one that begins at its line or is the nearest above', () => {
    assert.ok(matches(3, 'a group'));
    for (const line of [4, 5, 6, 7]) assert.ok(matches(line, 'counts (twice)'), String(line));
    assert.ok(!matches(5, 'counts twice') && !matches(5, 'counts (twice) more'));
    assert.equal(namePatternAt(source, 1), undefined);
  });

  test('is found by the fixed parts of its name, whatever a template puts between them', () => {
    assert.ok(matches(9, "alpha: it's `quoted`"));
    assert.ok(!matches(9, 'counts (twice)'));
  });

  test('is run by the editor on the Node that runs TypeScript', () => {
    const { configurations } = JSON.parse(read('.vscode/launch.json'));
    for (const { runtimeExecutable, program } of configurations) {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the editor.
      assert.equal(runtimeExecutable, '${workspaceFolder}/node_modules/.bin/node');
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the editor.
      const [, path] = program.split('${workspaceFolder}/');
      if (path) assert.ok(existsSync(new URL(path, root)), path);
    }
    // biome-ignore lint/suspicious/noTemplateCurlyInString: variables of the editor.
    assert.deepEqual(configurations[0].args, ['${file}', '${lineNumber}']);
  });
});

test('the README shows the state of CI, the newest release and the licence', () => {
  const text = read('README.md');
  const [, badges = ''] = text.split('\n\n');
  assert.ok(badges.includes(`](${repository}/actions/workflows/ci.yml)`));
  assert.ok(badges.includes(`](${repository}/releases)`));
  assert.ok(badges.includes('](LICENSE)'));
});
