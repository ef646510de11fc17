import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAgentLog } from '../../../src/host/agent-log.ts';
import { azureSyntax } from '../../../src/host/azure-pipelines/azure-command.ts';
import { githubSyntax } from '../../../src/host/github-actions/github-syntax.ts';
import { createMask } from '../../../src/host/mask.ts';
import { createOutput } from '../../../src/host/output.ts';

const logOn = (syntax: typeof azureSyntax, debug = false) => {
  let text = '';
  let time = 0;
  const write = (part: string) => {
    text += part;
  };
  const output = createOutput(write, createMask());
  const log = createAgentLog({ write, output, syntax, debug, now: () => time });
  return {
    log,
    lines: () => text.split('\n').slice(0, -1),
    wait: (ms: number) => {
      time += ms;
    },
  };
};

describe('the log on an agent', () => {
  test('makes issues of warnings and errors, with their line breaks as data', () => {
    const azure = logOn(azureSyntax);
    azure.log.warn('one ##vso[x]\ntwo');
    azure.log.error('100 % wrong; really]');
    assert.deepEqual(azure.lines(), [
      '##vso[task.logissue type=warning;]one # #vso[x]%0Atwo',
      '##vso[task.logissue type=error;]100 %AZP25 wrong; really]',
    ]);
    const github = logOn(githubSyntax);
    github.log.warn('one\n::error::two');
    assert.deepEqual(github.lines(), ['::warning title=Port catalog sync::one%0A: :error::two']);
  });

  test('makes plain lines of the issues that the agent would not show', () => {
    const { log, lines } = logOn(githubSyntax);
    for (let i = 0; i < 12; i += 1) log.warn(`warning ${i}`);
    assert.equal(lines().filter((line) => line.startsWith('::warning')).length, 10);
    assert.deepEqual(lines().slice(-1), ['Warning: warning 11']);
  });

  test('folds the outermost group only, since agents cannot nest them', () => {
    const { log, lines } = logOn(azureSyntax);
    const outer = log.group('outer');
    const inner = log.group('inner');
    inner();
    inner();
    outer();
    assert.deepEqual(lines(), ['##[group]outer', 'inner', '##[endgroup]']);
  });

  test('closes the groups that a failure left open', () => {
    const { log, lines } = logOn(githubSyntax);
    log.group('open');
    log.closeGroups();
    assert.deepEqual(lines(), ['::group::open', '::endgroup::']);
  });

  test('tells progress by whole percents, and in the log only now and then', () => {
    const { log, lines, wait } = logOn(azureSyntax);
    log.progress('reading', 10.2);
    log.progress('reading', 10.8);
    log.progress('reading', 11);
    wait(10_000);
    log.progress('reading', 12);
    assert.deepEqual(lines(), [
      '##vso[task.setprogress value=10;]reading',
      'reading (10 %)',
      '##vso[task.setprogress value=11;]reading',
      '##vso[task.setprogress value=12;]reading',
      'reading (12 %)',
    ]);
  });

  test('shows debug lines only when the host’s switch is on', () => {
    const off = logOn(githubSyntax);
    off.log.debug('detail');
    assert.deepEqual(off.lines(), []);
    const on = logOn(githubSyntax, true);
    on.log.debug('detail');
    assert.deepEqual(on.lines(), ['::debug::detail']);
  });
});
