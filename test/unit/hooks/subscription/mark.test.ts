import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foundSubscription, isSameAddress } from '../../../../src/hooks/subscription/found-subscription.ts';
import { markHeader, markIn, markOf } from '../../../../src/hooks/subscription/mark.ts';

const installation = {
  portBaseUrl: 'https://api.getport.io',
  portClientId: 'client',
  integrationIdentifier: 'my-azure-devops-integration',
};

describe('the mark of a subscription', () => {
  it('is the same for an installation and a password, and another one for others', async () => {
    const first = await markOf(installation, 'secret');
    assert.deepEqual(await markOf({ ...installation }, 'secret'), first);
    const other = await markOf(installation, 'Secret');
    assert.equal(other.installation, first.installation);
    assert.notEqual(other.credentials, first.credentials);
    for (const changed of [
      { portBaseUrl: 'https://api.us.getport.io' },
      { portClientId: 'another' },
      { integrationIdentifier: 'another' },
    ])
      assert.notEqual(
        (await markOf({ ...installation, ...changed }, 'secret')).installation,
        first.installation,
      );
  });

  it('has 20 bits of the password at the most, and none where there is none', async () => {
    assert.match((await markOf(installation, 'secret')).credentials, /^[0-9a-f]{5}$/);
    assert.equal((await markOf(installation, undefined)).credentials, '00000');
  });

  it('is found again among other headers, however they are written', async () => {
    const mark = await markOf(installation, 'secret');
    const header = markHeader(mark);
    assert.match(header, /^[^\s:]+:[^\s]+$/);
    for (const text of [
      header,
      `X-Other:1\n${header}`,
      `${header}\r\nX-Other: 1`,
      header.replace(':', ': '),
      header.toLowerCase(),
    ])
      assert.deepEqual(markIn(text), mark);
    assert.equal(markIn('********'), 'masked');
    for (const text of [
      '',
      'X-Port-Catalog-Sync:',
      'X-Port-Catalog-Sync:0123.45',
      `X${header}`,
      `${header}0`,
    ])
      assert.equal(markIn(text), undefined, text);
  });
});

describe('a subscription as the service sends it', () => {
  const raw = {
    id: '1',
    publisherId: 'tfs',
    eventType: 'git.push',
    resourceVersion: null,
    consumerId: 'webHooks',
    consumerActionId: 'httpRequest',
    publisherInputs: {
      branch: '',
      hostId: 'd81542e4',
      projectId: '6CE954B1-CE1F-45D1-B94D-E6BF2464BA2C',
      repository: '',
      tfsSubscriptionId: '390db3c8',
    },
    consumerInputs: { url: ' https://catalog.example/x ' },
  };

  it('is enabled where it has no status, of its project, and narrowed by nothing that is empty', () => {
    assert.deepEqual(foundSubscription(raw), {
      id: '1',
      publisher: 'tfs',
      type: 'git.push',
      status: 'enabled',
      project: '6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c',
      url: 'https://catalog.example/x',
      filters: [],
      hasPassword: false,
      details: 'all',
      sendsMessages: true,
      createdAt: '',
    });
  });

  it('of the organisation sends the fewest details unless it says otherwise', () => {
    const of = (more: object, inputs: object) =>
      foundSubscription({ ...raw, publisherInputs: more as never, consumerInputs: { url: 'x', ...inputs } })
        ?.details;
    assert.equal(of({ tfsSubscriptionId: '1' }, {}), 'minimal');
    assert.equal(of({ projectId: '' }, { resourceDetailsToSend: 'All' }), 'all');
    assert.equal(of({ projectId: 'x' }, { resourceDetailsToSend: 'none' }), 'none');
  });

  it('of a status that nobody knows is not taken for one that works', () => {
    assert.equal(foundSubscription({ ...raw, status: 'paused' })?.status, 'unknown');
    assert.equal(foundSubscription({ ...raw, status: 'DisabledBySystem' })?.status, 'disabledBySystem');
  });

  it('of another consumer, or without an address, is none', () => {
    assert.equal(foundSubscription({ ...raw, consumerId: 'jenkins' }), undefined);
    assert.equal(foundSubscription({ ...raw, consumerInputs: { url: '' } }), undefined);
  });

  it('is at the same address however that is written', () => {
    const one = 'https://Catalog.example:443/integration/webhook';
    assert.ok(isSameAddress(one, 'https://catalog.example/integration/webhook/'));
    assert.ok(!isSameAddress(one, 'https://catalog.example/Integration/webhook'));
    assert.ok(!isSameAddress(one, 'http://catalog.example/integration/webhook'));
    assert.ok(!isSameAddress(one, undefined));
  });
});
