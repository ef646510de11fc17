import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestIdToken } from '../../../src/host/github-actions/request-id-token.ts';
import { serve } from '../http/support/servers.ts';

const environmentOf = (url: string) => ({
  ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
});

test('a token that is not given is asked for no longer than the run goes on', async (t) => {
  const stop = new AbortController();
  const { url } = await serve(t, () => stop.abort(new Error('cancelled')));
  const begun = performance.now();
  await assert.rejects(requestIdToken(environmentOf(url), 'audience', stop.signal), /^Error: cancelled$/);
  assert.ok(performance.now() - begun < 5_000);
});

test('a CI system that does not answer is named', async (t) => {
  const { url, requests } = await serve(t, (request) => request.socket.destroy());
  await assert.rejects(requestIdToken(environmentOf(url), 'audience'), {
    name: 'UserError',
    message: /^GitHub could not be asked for a token for this job: 127\.0\.0\.1:\d+ closed the connection/,
  });
  assert.equal(requests.length, 3);
});

test('a token whose answer is cut is asked for once more', async (t) => {
  let count = 0;
  const { url, requests } = await serve(t, (_, response) =>
    response.end(count++ ? '{"value":"given"}' : '{"val'),
  );
  assert.equal(await requestIdToken(environmentOf(url), 'audience'), 'given');
  assert.equal(requests.length, 2);
});
