import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAreas, knownBase } from '../../../src/azure-devops/areas.ts';
import { organisationWarning, parseOrganisationUrl } from '../../../src/azure-devops/organisation.ts';
import { UserError } from '../../../src/lib/errors.ts';

describe("an organisation's URL", () => {
  for (const [text, url, name, hosting] of [
    ['https://dev.azure.com/Contoso', undefined, 'Contoso', 'services'],
    ['https://dev.azure.com/Contoso/', 'https://dev.azure.com/Contoso', 'Contoso', 'services'],
    [' https://DEV.azure.com/contoso// ', 'https://DEV.azure.com/contoso', 'contoso', 'services'],
    ['https://dev.azure.com/a%20b', undefined, 'a%20b', 'services'],
    ['https://Contoso.visualstudio.com', undefined, 'contoso', 'legacy'],
    ['https://contoso.visualstudio.com/DefaultCollection', undefined, 'contoso', 'legacy'],
    ['https://tfs.corp/tfs/DefaultCollection', undefined, 'https://tfs.corp/tfs/DefaultCollection', 'server'],
    [
      'http://tfs:8080/tfs/My Collection/',
      'http://tfs:8080/tfs/My Collection',
      'http://tfs:8080/tfs/My Collection',
      'server',
    ],
    ['https://devops.corp/Main', undefined, 'https://devops.corp/Main', 'server'],
    ['https://notdev.azure.com.corp/Main', undefined, 'https://notdev.azure.com.corp/Main', 'server'],
  ] as const) {
    it(`${text} is understood as ${hosting}`, () => {
      assert.deepEqual(parseOrganisationUrl(text), { url: url ?? text, name, hosting });
    });
  }

  for (const [text, message, hint] of [
    ['', /not the URL/, /https:\/\/dev\.azure\.com\/contoso/],
    ['contoso', /"contoso" is not the URL/, /Write it whole/],
    ['dev.azure.com/contoso', /not the URL/, /Write it whole/],
    ['ftp://dev.azure.com/contoso', /not the URL/, /Write it whole/],
    ['https://dev.azure.com', /names no organisation/, /<organisation>/],
    ['https://dev.azure.com/contoso/Website', /goes on/, /projects .*dev\.azure\.com\/contoso$/],
    [
      'https://vssps.dev.azure.com/contoso',
      /one of the organisation's hosts/,
      /https:\/\/dev\.azure\.com\/contoso$/,
    ],
    [
      'https://contoso.vsrm.visualstudio.com',
      /not the URL of an organisation/,
      /https:\/\/contoso\.visualstudio/,
    ],
    ['https://contoso.visualstudio.com/Website', /not the URL of an organisation/, /contoso/],
    ['https://tfs.corp', /names no collection/, /https:\/\/tfs\.corp\/DefaultCollection/],
    ['https://tfs.corp/tfs/', /names no collection/, /https:\/\/tfs\.corp\/tfs\/DefaultCollection/],
    ['https://tfs.corp/tfs/Main/_apis/projects', /goes on after the collection/, /own URL/],
    ['https://dev.azure.com/contoso?x=1', /query or fragment/, /bare/],
    ['https://dev.azure.com/contoso#x', /query or fragment/, /bare/],
  ] as const) {
    it(`"${text}" is refused with what to do`, () => {
      assert.throws(
        () => parseOrganisationUrl(text),
        (error: unknown) =>
          error instanceof UserError && message.test(error.message) && hint.test(error.hint ?? ''),
      );
    });
  }

  it('with a password in it is refused without repeating it', () => {
    for (const url of [
      'https://me:PASSWORD@dev.azure.com/contoso',
      'https://PASSWORD@dev.azure.com/contoso',
    ]) {
      assert.throws(
        () => parseOrganisationUrl(url),
        (error: Error) => /user name or password/.test(error.message) && !/PASSWORD/.test(error.message),
      );
    }
  });

  it('that is not encrypted is worth a warning', () => {
    assert.match(organisationWarning(parseOrganisationUrl('http://tfs/tfs/Main')) ?? '', /not encrypted/);
    assert.equal(organisationWarning(parseOrganisationUrl('https://tfs/tfs/Main')), undefined);
  });
});

describe('areas', () => {
  const services = parseOrganisationUrl('https://dev.azure.com/contoso');
  const areasTold = (told: unknown[] | Error, organisation = services) => {
    let asked = 0;
    const areas = createAreas(organisation, async () => {
      asked++;
      if (told instanceof Error) throw told;
      return told;
    });
    return { areas, asked: () => asked };
  };

  it('are where the service says, asked once and only when needed', async () => {
    const { areas, asked } = areasTold([
      { name: 'Graph', locationUrl: 'https://vssps.dev.azure.com/contoso/' },
      { name: 'Release', locationUrl: 'https://contoso.vsrm.visualstudio.com/' },
    ]);
    assert.equal(await areas.base('core'), 'https://dev.azure.com/contoso');
    assert.equal(asked(), 0);
    const bases = await Promise.all([areas.base('graph'), areas.base('release'), areas.base('entitlements')]);
    assert.deepEqual(bases, [
      'https://vssps.dev.azure.com/contoso',
      'https://contoso.vsrm.visualstudio.com',
      'https://vsaex.dev.azure.com/contoso',
    ]);
    assert.equal(asked(), 1);
  });

  it('are not taken for the known ones where a mistake of ours kept them from being read', async () => {
    const { areas } = areasTold(new TypeError('ours'));
    await assert.rejects(areas.base('graph'), TypeError);
  });

  it('are found where the answer has something among them that is none', async () => {
    const { areas } = areasTold([
      ...[null, 'graph', 7, []],
      { name: 'Graph', locationUrl: 'https://contoso.vssps.visualstudio.com/' },
    ]);
    assert.equal(await areas.base('graph'), 'https://contoso.vssps.visualstudio.com');
    assert.equal(await areas.base('release'), 'https://vsrm.dev.azure.com/contoso');
  });

  it('are at the known hosts when the service does not tell', async () => {
    const { areas } = areasTold(new Error('unavailable'));
    assert.equal(await areas.base('advsec'), 'https://advsec.dev.azure.com/contoso');
    assert.equal(await areas.base('analytics'), 'https://analytics.dev.azure.com/contoso');
    const legacy = parseOrganisationUrl('https://contoso.visualstudio.com');
    assert.equal(knownBase(legacy, 'release'), 'https://contoso.vsrm.visualstudio.com');
  });

  for (const location of [
    'https://evil.example/contoso',
    'https://dev.azure.com.evil.example/',
    'https://notvisualstudio.com/',
    'http://vssps.dev.azure.com/contoso',
    'https://user:pass@vssps.dev.azure.com/contoso',
    'file:///etc/passwd',
    '//vssps.dev.azure.com',
    'https://vssps.dev.azure.com:8443/contoso',
    'https://vssps.dev.azure.com/contoso?to=elsewhere',
    'https://vssps.dev.azure.com/contoso#elsewhere',
    'https://vssps.dev.azure.com/fabrikam',
    'https://dev.azure.com/fabrikam',
    'https://vssps.dev.azure.com/',
    'https://fabrikam.vssps.visualstudio.com/',
    'https://visualstudio.com/contoso',
    'https://vssps.dev.\u0430zure.com/contoso',
    'https://169.254.169.254/contoso',
    42,
  ]) {
    it(`a location such as ${location} is not trusted with the credential`, async () => {
      const { areas } = areasTold([{ name: 'Graph', locationUrl: location }]);
      assert.equal(await areas.base('graph'), 'https://vssps.dev.azure.com/contoso');
    });
  }

  for (const location of [
    'https://VSSPS.dev.azure.com/Contoso',
    'https://contoso.vssps.visualstudio.com',
    'https://spsprodeus1.vssps.visualstudio.com/A0e9ae0c5-9a2c-4f3b-8b8e-2f6ed3f8ff11',
  ])
    it(`a location such as ${location} is the organisation's own`, async () => {
      const { areas } = areasTold([{ name: 'Graph', locationUrl: `${location}/` }]);
      assert.equal(await areas.base('graph'), location);
    });

  it('are all at the collection on a Server, without asking', async () => {
    const server = parseOrganisationUrl('https://tfs.corp/tfs/Main');
    const { areas, asked } = areasTold([{ name: 'Release', locationUrl: 'https://dev.azure.com/x' }], server);
    assert.equal(await areas.base('release'), 'https://tfs.corp/tfs/Main');
    assert.equal(asked(), 0);
  });
});
