import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expected } from './support/expected.ts';
import { createFake } from './support/fake.ts';
import { organisation, WEB } from './support/organisation.ts';
import { read, readAll } from './support/read.ts';

describe('the raw items', () => {
  for (const [title, { kind, selector, items }] of Object.entries(expected)) {
    it(`of ${title} are what the service sends, with the fields of the kind`, async () => {
      assert.deepEqual(await readAll(createFake(organisation()), kind, selector), items);
    });
  }

  it('carry the organisation, the objects nested in them do not', async () => {
    const { items } = await read(createFake(organisation()), [{ kind: 'branch' }]);
    const item = items[0]?.[0];
    assert.equal(item?.__organizationUrl, 'https://dev.azure.com/northpeak');
    assert.equal(item?.__organizationName, 'northpeak');
    assert.deepEqual(item?.__repository, WEB);
  });
});
