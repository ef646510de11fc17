import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { verdict } from '../../src/report/words/verdict.ts';
import { pageUrl } from '../../src/report/words/words.ts';
import { script, scriptHash } from '../../src/summary/html/script.ts';
import { resource } from '../support/resource.ts';
import { agentCommands, type Command, readCommandFile, runnerCommands } from './support/agents.ts';
import {
  type Finished,
  onAzurePipelines,
  onGitHubActions,
  onTerminal,
  type StepOptions,
} from './support/hosts.ts';
import { type Services, secret, startServices, token } from './support/services.ts';

/** Texts that other people may write into names, titles, messages and files. */
const hostile = [
  '##vso[task.setvariable variable=PWNED]yes',
  '##VSO[task.complete result=Succeeded]',
  '#\u200b#vso[task.setsecret]e',
  '#\u00ad#\u2060v\ufeffso[task.setvariable variable=PWNED]yes',
  '#\u200d#vso[task.setvariable variable=PWNED]joiner',
  '#\ufe0f\u200d#[add-mask]variation',
  '#\u034f#vso[task.setvariable variable=PWNED]grapheme joiner',
  '#\u3164#v\u115fso[task.setvariable variable=PWNED]filler',
  '#\u{e0041}#vso[task.setvariable variable=PWNED]tag',
  '##[add-mask]e',
  '##[stop-commands]pause',
  '::set-output name=pwned::yes',
  '::stop-commands::pause',
  '\n::add-mask::e',
  '\r\n  ::error file=a.js::PWNED',
  '\u200b::set-env name=PATH::/tmp',
  '\u0085::error::next line',
  '\u2028##vso[task.setvariable variable=PWNED]yes',
  '%0A::warning::PWNED',
  '%0D%0A##vso[task.setvariable variable=PWNED]yes',
  '%25%0A;]##vso[task.debug]',
  ']PWNED;isOutput=true',
  '\u001b[2J\u001b[31m\u001b]0;title\u0007',
  '\u001b]8;;https://attacker.example\u001b\\click\u001b]8;;\u001b\\',
  '\u009b31mred\u009d0;title\u009c',
  '\r::error::only a carriage return',
  'x ##[error]PWNED ##[group]PWNED ##[command]PWNED',
  '\u202egnp.exe\u2066',
  `\n${'\u200d'.repeat(40)} joiners alone`,
  `\n${'\ufe0f \u200d'.repeat(40)}: joiners and spaces`,
  `#${'\ufe0f'.repeat(400)}#${'\u200d'.repeat(400)}v`,
  'lone \ud83d and \udc00',
  '\u0000\b\u007f',
  '<script>alert(1)</script>',
  '</td></tr></table></details><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' style='position:fixed' onmouseover='alert(1)",
  '<!-- ',
  '![x](https://attacker.example/pixel.png)',
  '[click](javascript:alert(1))',
  '[ref]: https://attacker.example',
  'https://attacker.example www.attacker.example <https://attacker.example>',
  '@everyone #1 :tada: $x$ ~~x~~ ```',
  '| a | b |\n| --- | --- |',
  '{{ x }} $(secret) $' + '{{ secrets.X }}',
  '../../../etc/passwd',
  '__proto__',
];
const everything = hostile.join(' ');
/** Variables cannot hold a NUL. */
const environmentText = everything.replaceAll('\0', '');

const mapped = (kind: string, mappings: Record<string, unknown>, selector = {}) =>
  resource(kind, { identifier: '.id | tostring', blueprint: '"service"', ...mappings }, selector);

/** Brings hostile text wherever a mapping can bring it. */
const mapping = {
  resources: [
    mapped('project', { title: '.name', properties: { text: '.description' } }),
    mapped('repository', { identifier: '.name + $ENV.HOSTILE' }),
    mapped('board', { blueprint: '"no such " + env.HOSTILE' }),
    mapped('column', { title: 'error(env.HOSTILE)' }),
    mapped('team', {}, { query: 'error({a: env.HOSTILE})' }),
    mapped('work-item', { title: '.fields["System.Title"]' }),
    mapped('release', { relations: { parent: 'env.HOSTILE' } }),
    mapped('file', { identifier: '.file.path' }, { files: { path: '*.md' } }),
  ],
};

const service = {
  identifier: 'service',
  schema: { properties: { text: { type: 'string' } }, required: [] },
  relations: { parent: { target: 'service', required: false, many: false } },
};

type Scenario = (services: Services) => Record<string, string>;

const hostileAnswers: Scenario = ({ azureDevOps, port }) => {
  port.seedBlueprints([service]);
  const body = { message: everything, typeKey: everything, error: everything };
  azureDevOps.faults.push({
    match: /GET .*releases/,
    fault: { type: 'status', status: 400, body },
    skip: 1,
    times: 2,
  });
  port.faults.push({
    match: /entities\/bulk/,
    fault: { type: 'status', status: 422, body: { ok: false, ...body } },
    times: 3,
  });
  return { config: JSON.stringify(mapping), jqEnvironment: 'HOSTILE' };
};

const scenarios: Record<string, Scenario> = {
  'a sync': hostileAnswers,
  'a plan': (services) => ({ ...hostileAnswers(services), mode: 'plan' }),
  'a mapping in Port that cannot be used': ({ port }) => {
    const hostileKeys = Object.fromEntries(hostile.map((text) => [text, text]));
    const resources = hostile.map((kind) => ({ ...resource(kind, hostileKeys), ...hostileKeys }));
    port.seedIntegration({
      identifier: 'my-azure-devops-integration',
      installationAppType: 'azure-devops',
      config: { ...hostileKeys, resources },
    });
    return {};
  },
  'an integration of a hostile type': ({ port }) => {
    port.seedIntegration({ identifier: 'my-azure-devops-integration', installationAppType: everything });
    return {};
  },
  'credentials that Port refuses': ({ port }) => {
    const body = { ok: false, error: everything, message: everything };
    port.faults.push({ match: /access_token/, fault: { type: 'status', status: 401, body } });
    return {};
  },
  'credentials that Azure DevOps refuses': ({ azureDevOps }) => {
    const body = { message: everything, typeKey: everything };
    azureDevOps.faults.push({
      match: /./,
      fault: { type: 'status', status: 401, body },
      times: Number.POSITIVE_INFINITY,
    });
    return {};
  },
};

const commandsIn = (text: string): Command[] => [...agentCommands(text), ...runnerCommands(text)];

/** Characters that nobody sees, or that turn the direction of writing. */
const invisible = /(?!\n|\t|\u200d|\ufe0f)[\p{Cc}\p{Cf}\p{Surrogate}\p{Default_Ignorable_Code_Point}]/u;

const outputNames = [
  ...['status', 'runId', 'created', 'updated', 'unchanged', 'deleted', 'refused', 'heldBack'],
  ...['hasChanges', 'summaryDirectory'],
];

const expectedOutputs = ({ report, folder }: Finished): Record<string, string> => {
  const { run, totals } = report ?? assert.fail('there is no report');
  const { created, updated, unchanged, deleted, refused, heldBack } = totals;
  const values = [run.status, run.id, created, updated, unchanged, deleted, refused, heldBack];
  const changed = created + updated + deleted > 0;
  const all = [...values, changed, `${folder}/port-sync-summary`].map(String);
  return Object.fromEntries(outputNames.map((name, at) => [name, all[at] ?? '']));
};

/** Steps pass the verdict on: what it quotes is as harmless there as in the log. */
const checkOutputs = (
  { verdict: words = '', ...others }: Record<string, string>,
  finished: Finished,
  spell = (name: string) => name,
) => {
  const expected = Object.entries(expectedOutputs(finished)).map(([name, value]) => [spell(name), value]);
  assert.deepEqual(others, Object.fromEntries(expected));
  const [own] = verdict(finished.report ?? assert.fail('there is no report')).split(/[^\w ",.:;/-]/);
  assert.ok(own && words.startsWith(own), words);
  assert.deepEqual(commandsIn(words), []);
  assert.doesNotMatch(words, /\n/);
  assert.doesNotMatch(words, invisible);
};

const isSecret = (text: string): boolean =>
  text.includes(token) || text === secret || text.startsWith('port-emulator.') || /^[\w+/]+=*$/.test(text);

/** Every command is one of ours, with a value of ours. */
const checkAgent = (finished: Finished): void => {
  const set: Record<string, string> = {};
  for (const { name, properties, data } of agentCommands(finished.stdout)) {
    switch (name) {
      case 'task.setsecret':
        assert.ok(isSecret(data), data);
        break;
      case 'task.setvariable':
        set[properties.variable ?? ''] = data;
        assert.equal(properties.isOutput, 'true');
        break;
      case 'task.setprogress':
        assert.match(properties.value ?? '', /^\d{1,3}$/);
        break;
      case 'task.addattachment':
        assert.match(properties.type ?? '', /^(Distributedtask\.Core\.Summary|port-catalog-sync\.report)$/);
        assert.equal(properties.name, 'port-sync-summary');
        assert.match(
          data,
          /^[^\s#:;]+\/temp\/port-sync-artifact-\w+\/port-sync-summary\/summary\.(md|html)$/,
        );
        break;
      case 'artifact.upload':
        assert.equal(properties.artifactname, 'port-sync-summary');
        assert.match(data, /^[^\s#:;]+\/temp\/port-sync-artifact-\w+\/port-sync-summary$/);
        break;
      case 'task.complete':
        assert.deepEqual(properties, { result: finished.code === 0 ? 'SucceededWithIssues' : 'Failed' });
        break;
      case 'task.logissue':
        assert.match(properties.type ?? '', /^(warning|error)$/);
        break;
      case 'task.issue':
        assert.deepEqual(Object.keys(properties).toSorted(), ['source', 'type']);
        break;
      default:
        assert.equal(name, 'task.debug');
    }
    assert.deepEqual(commandsIn(data), [], 'what a command says holds no other');
  }
  checkOutputs(set, finished);
  const formatted = finished.stdout.split('\n').filter((line) => /##\[/.test(line));
  for (const line of formatted) assert.match(line, /^##\[(group|endgroup|warning|error|debug)\](?!.*##)/);
};

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const checkRunner = (finished: Finished): void => {
  for (const { name, properties, data } of runnerCommands(finished.stdout)) {
    if (name === 'add-mask') assert.ok(isSecret(data), data);
    else assert.match(name, /^(group|endgroup|warning|error|debug)$/);
    const title = name === 'warning' || name === 'error' ? { title: 'Port catalog sync' } : {};
    assert.deepEqual(properties, title);
    assert.deepEqual(commandsIn(data), [], 'what a command says holds no other');
  }
  assert.deepEqual(agentCommands(finished.stdout), []);
  const { GITHUB_OUTPUT = '', GITHUB_STEP_SUMMARY = '', ...others } = finished.commandFiles;
  checkOutputs(readCommandFile(GITHUB_OUTPUT), finished, kebab);
  assert.equal(GITHUB_STEP_SUMMARY, finished.files['port-sync-summary/summary.md']);
  assert.deepEqual(Object.values(others), ['', '', '']);
};

const checkTerminal = ({ stdout, stderr }: Finished): void =>
  assert.deepEqual(commandsIn(`${stdout}\n${stderr}`), []);

/** A problem's code leads to its entry on our own page, and nothing else leads anywhere. */
const entry = `${pageUrl('troubleshooting.md#pcs').replaceAll('.', '\\.')}\\d{4}`;
const ownLink = new RegExp(`\\[PCS\\d{4}\\]\\(${entry}\\)`, 'g');
const ownEntry = new RegExp(`^${entry}$`);

/** Fails where anything is left as markup once code, escapes, entities and our own tags are taken away. */
const checkMarkdown = (markdown: string, tags: RegExp): void => {
  const rest = markdown
    .replaceAll(/\\[!-/:-@[-`{-~]/g, '·')
    .replaceAll(/&(amp|lt|gt|#8203);/g, '·')
    .replaceAll(/`[^`|\n]*`/g, '')
    .replaceAll(ownLink, '')
    .replaceAll(tags, '');
  assert.doesNotMatch(rest, /[<>`[\]~$\\]|@(?!·)|:\/\/|www\./);
};

const allowedTags = new Set(
  (
    '!doctype html head meta title link style body a div header main nav section p h1 h2 h3 ul ol li dl dt dd ' +
    'table caption thead tbody tr th td details summary span strong bdi wbr svg rect line path text g code'
  ).split(' '),
);

const checkHtml = (page: string): void => {
  const own = `<script>${script}</script>`;
  assert.equal(page.split(own).length, 2, 'its own script stands there once');
  assert.ok(page.includes(`script-src '${scriptHash()}';`), 'and no other runs');
  const styled = page.replace(/<style>[^<]*<\/style>/, '').replace(own, () => '');
  for (const [, name = '', attributes = ''] of styled.matchAll(/<\/?([^\s>]*)([^>]*)>/g)) {
    assert.ok(allowedTags.has(name.toLowerCase()), `<${name}>`);
    for (const [, attribute = '', value = ''] of attributes.matchAll(/([^\s="']+)="([^"]*)"/g)) {
      assert.doesNotMatch(attribute, /^(on|src|action|formaction|srcdoc|xlink)/i);
      if (attribute === 'style') assert.match(value, /^[\w-]+: ?[\w.%-]+;?$/);
      if (attribute !== 'href' || ownEntry.test(value)) continue;
      assert.match(value, name === 'link' ? /^data:image\/svg/ : /^#/);
    }
    assert.doesNotMatch(attributes.replaceAll(/[^\s="']+="[^"]*"/g, ''), /[="']/, `<${name}${attributes}>`);
  }
  assert.doesNotMatch(styled.replaceAll(/<[^>]*>/g, ''), /[<>]/);
};

const checkFiles = (finished: Finished, tags: RegExp): void => {
  const names = ['changes.ndjson', 'summary.html', 'summary.json', 'summary.md'];
  assert.deepEqual(
    Object.keys(finished.files).toSorted(),
    names.map((name) => `port-sync-summary/${name}`),
  );
  for (const [name, text] of Object.entries(finished.files)) {
    assert.deepEqual(commandsIn(text), [], `${name} may be printed`);
    assert.doesNotMatch(text, invisible, name);
  }
  checkMarkdown(finished.files['port-sync-summary/summary.md'] ?? '', tags);
  checkHtml(finished.files['port-sync-summary/summary.html'] ?? '');
};

const none = /(?!)/g;
const hosts: [
  name: string,
  start: (options: StepOptions) => Promise<Finished>,
  check: (finished: Finished) => void,
  tags: RegExp,
][] = [
  ['Azure Pipelines', onAzurePipelines, checkAgent, none],
  ['GitHub Actions', onGitHubActions, checkRunner, /<\/?(details|summary)>/g],
  ['a terminal', onTerminal, checkTerminal, none],
];

for (const [what, scenario] of Object.entries(scenarios))
  for (const [name, start, check, tags] of hosts)
    test(`hostile text in ${what} runs nothing and marks up nothing on ${name}`, async (t) => {
      const services = await startServices(t, { organisation: { hostile: true } });
      const inputs = { ...services.inputs, ...scenario(services) };
      const finished = await start({ inputs, environment: { HOSTILE: environmentText } });
      const log = finished.stdout + finished.stderr;
      assert.match(log, /PWNED/, 'it reached the log');
      assert.doesNotMatch(log, invisible);
      check(finished);
      checkFiles(finished, tags);
      assert.match(JSON.stringify(finished.report), /PWNED/, 'it reached the summary');
    });

test('hostile text arrives in Port as it is, and in changes.ndjson as it was refused', async (t) => {
  const services = await startServices(t, { organisation: { hostile: true } });
  const finished = await onTerminal({
    inputs: { ...services.inputs, ...hostileAnswers(services) },
    environment: { HOSTILE: environmentText },
  });
  const titles = services.port.entities('service').map(({ title }) => title ?? '');
  assert.ok(titles.some((title) => title.includes('##vso[task.setvariable variable=PWNED]yes')));
  assert.ok(titles.some((title) => title.includes('two\nlines\r\n::error::third')));
  const refused = finished.changes.filter(({ action }) => action === 'refused');
  assert.ok(refused.some(({ identifier }) => identifier.includes('<script>')));
});

test('an artifact that is named after a branch has a name that the service takes', async (t) => {
  const { inputs } = await startServices(t);
  const name = `of refs/heads/../a;b=]c ##vso[task.debug]"x"|\r\n::error::\u001b[2J\u202e`;
  const { stdout } = await onAzurePipelines({
    inputs: { ...inputs, artifactName: name, mode: 'plan' },
    environment: { SYSTEM_STAGENAME: 'Sync' },
  });
  const [upload] = agentCommands(stdout).filter((command) => command.name === 'artifact.upload');
  const safe = 'of refs-heads-..-a;b=]c ##vso[task.debug]-x------error---[2J--Sync';
  assert.deepEqual(upload?.properties, { artifactname: safe, containerfolder: safe });
});

test('the summary stays in its folder, and replaces links instead of following them', async (t) => {
  const { inputs } = await startServices(t);
  const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'));
  t.after(() => rm(elsewhere, { recursive: true }));
  const names = ['changes.ndjson', 'summary.html', 'summary.json', 'summary.md'];
  for (const name of names) await writeFile(join(elsewhere, name), 'mine');
  const finished = await onTerminal({
    inputs: { ...inputs, summaryDirectory: 'reports/../out' },
    async before(folder) {
      await mkdir(join(folder, 'out'));
      for (const name of names) {
        await symlink(join(elsewhere, name), join(folder, 'out', name));
        await symlink(join(elsewhere, name), join(folder, 'out', `${name}.part`));
      }
    },
  });
  assert.equal(finished.code, 0, finished.stderr);
  for (const name of names) {
    assert.equal(await readFile(join(elsewhere, name), 'utf8'), 'mine');
    assert.ok(finished.files[`out/${name}`] !== undefined, `${name} is a file`);
  }
});

test('a summary folder that is a link to a folder is written through it', async (t) => {
  const { inputs } = await startServices(t);
  const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'));
  t.after(() => rm(elsewhere, { recursive: true }));
  const { code } = await onTerminal({
    inputs,
    before: (folder) => symlink(elsewhere, join(folder, 'port-sync-summary')),
  });
  assert.equal(code, 0);
  assert.equal((await readdir(elsewhere)).length, 4);
});

for (const [name, start] of hosts)
  test(`a summary folder that cannot be made is told on ${name}, and nothing is written to Port`, async (t) => {
    const { port, inputs } = await startServices(t);
    const finished = await start({
      inputs: { ...inputs, summaryDirectory: 'taken/summary' },
      files: { taken: 'a file' },
    });
    const log = finished.stdout + finished.stderr;
    assert.equal(finished.code, 1, log);
    assert.match(log, /The summary could not be written/);
    assert.match(log, /Name another one in (summaryDirectory|summary-directory|--summary-directory)/);
    assert.equal(port.writes, 0);
    assert.deepEqual(Object.keys(finished.files), ['taken']);
  });
