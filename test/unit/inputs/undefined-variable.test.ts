import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inputs } from '../../../src/inputs/definitions.ts';
import {
  type InputUse,
  isUndefinedVariable,
  undefinedVariableIn,
} from '../../../src/inputs/undefined-variable.ts';
import { readSettings } from '../../../src/settings/read.ts';
import { fakeHost } from '../settings/fake-host.ts';

/** References in each spelling. */
const references = [
  '$(PAT)',
  '$(System.AccessToken)',
  '$(my secret)',
  "$[variables['PAT']]",
  "$[ coalesce(variables['A'], variables['B']) ]",
  '$'.concat('{{ variables.PAT }}'),
  '$'.concat('{{secrets.PAT}}'),
  '$PAT',
  '$'.concat('{PAT}'),
  '$env:PAT',
  '%PAT%',
];

describe('a reference to a variable', () => {
  for (const reference of references)
    test(`is known as ${reference}, alone in every reading and within a URL`, () => {
      for (const reading of ['password', 'text', 'path', 'url'] satisfies InputUse[])
        assert.equal(undefinedVariableIn(` ${reference}\n`, reading), reference, reading);
      assert.ok(isUndefinedVariable(reference));
      for (const url of [
        `https://dev.azure.com/${reference}`,
        `https://dev.azure.com/${reference}/`,
        `${reference}/x`,
      ])
        assert.equal(undefinedVariableIn(url, 'url'), reference, url);
    });

  test('is known within a path', () => {
    assert.equal(
      undefinedVariableIn('$(Build.ArtifactStagingDirectory)/port', 'path'),
      '$(Build.ArtifactStagingDirectory)',
    );
    assert.equal(undefinedVariableIn(`out/${references[5]}`, 'path'), references[5]);
    assert.equal(undefinedVariableIn('%TEMP%\\port', 'path'), '%TEMP%');
    assert.equal(undefinedVariableIn('$HOME/port', 'path'), '$HOME');
  });

  const values: [InputUse, string][] = [
    ['password', 'pa$$word'],
    ['password', '$ecret'],
    ['password', '$(un'],
    ['password', '100%sure%'],
    ['path', 'C:\\$Recycle.Bin\\port'],
    ['path', 'summary (1)/$'],
    ['path', '100%/a%b%c'],
    ['text', '.name | "$x" | test("%a%")'],
    ['text', '.a as $x | $x'],
    ['url', 'https://server/tfs/Default%20Collection'],
    ['url', 'https://server/tfs/%C3%84pfel%20und%20Birnen'],
    ['url', 'https://server/tfs/caf%C3%A9quipe%20x'],
    ['url', 'https://user:$ecret%word%@dev.azure.com/contoso'],
    ['url', 'https://dev.azure.com/contoso'],
  ];
  for (const [reading, value] of values)
    test(`is none in the ${reading} ${value}`, () =>
      assert.equal(undefinedVariableIn(value, reading), undefined));

  test('is looked for in time that grows with the text', () => {
    const took = (length: number) => {
      const texts = ['$(', '$[', '${{', '%A', '$a', '{'].map((piece) => piece.repeat(length));
      const began = process.cpuUsage();
      for (const text of texts)
        for (const reading of ['url', 'path'] as const) undefinedVariableIn(text, reading);
      return process.cpuUsage(began).user / 1000;
    };
    took(1_000);
    assert.ok(took(100_000) < 2_000);
  });
});

describe('every input', () => {
  const valid: Record<string, string> = {
    organizationUrls: 'https://dev.azure.com/contoso',
    personalAccessToken: 'p'.repeat(52),
    portClientId: 'client',
    portClientSecret: 'secret',
  };
  const problemsOf = async (given: Record<string, string>, environment: Record<string, string> = {}) =>
    readSettings(
      fakeHost({
        name: 'azure-pipelines',
        inputs: { ...valid, ...given },
        environment,
        connections: {},
        serves: true,
      }),
    ).then(
      () => [],
      (error) => error.problems as { where: string; message: string; hint?: string }[],
    );

  for (const { name, fallbacks = [] } of inputs)
    test(`${name} tells of a variable that is not defined, as that`, async () => {
      for (const reference of references) {
        const told = (where: string, problems: Awaited<ReturnType<typeof problemsOf>>) =>
          assert.ok(
            problems.some(
              (one) =>
                one.where === where &&
                one.message === `The variable ${reference} is not defined.` &&
                one.hint,
            ),
            `${where} ${reference}: ${JSON.stringify(problems)}`,
          );
        told(`<${name}>`, await problemsOf({ [name]: reference }));
        for (const variable of fallbacks)
          told(variable, await problemsOf({ [name]: '' }, { [variable]: reference }));
      }
    });

  test('tells of one among several, and within a URL', async () => {
    const [list] = await problemsOf({ excludedTags: 'archived, $(TAGS)' });
    assert.equal(list?.message, 'The variable $(TAGS) is not defined.');
    const [url] = await problemsOf({
      organizationUrls: 'https://dev.azure.com/contoso\nhttps://dev.azure.com/$(ORG)',
    });
    assert.equal(url?.message, 'The variable $(ORG) is not defined.');
    const [port] = await problemsOf({ portBaseUrl: 'https://%PORT_HOST%/v1' });
    assert.equal(port?.message, 'The variable %PORT_HOST% is not defined.');
  });
});
