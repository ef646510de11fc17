import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer, scripted } from '../http/support/scripted.ts';
import { devopsOn, json, projects, type Script, urls } from './support/client.ts';

describe('an older Server', () => {
  const server = 'https://tfs.corp/tfs/Main';
  const asksFor = (script: Script) => urls(script).map((url) => /api-version=(.*)$/.exec(url)?.[1]);
  const outOfRange = (asked: string, latest: string) =>
    answer(
      400,
      {},
      {
        typeKey: 'VssVersionOutOfRangeException',
        message: `The requested REST API version of ${asked} is out of range for this server. The latest REST API version this server supports is ${latest}.`,
      },
    );

  it('is asked for the version that it has, remembered for the area', async () => {
    const script = scripted(outOfRange('7.1', '5.1'), json({ value: [] }));
    const devops = devopsOn(script, server);
    await devops.get(projects);
    await devops.get(projects);
    assert.deepEqual(asksFor(script), ['7.1', '5.1', '5.1']);
  });

  it('is asked step by step where it does not tell which one it has', async () => {
    const unknown = answer(400, {}, { typeKey: 'VssVersionOutOfRangeException', message: 'no' });
    const script = scripted(unknown, unknown, json({}));
    await devopsOn(script, server).get(projects);
    assert.deepEqual(asksFor(script), ['7.1', '7.0', '6.0']);
  });

  it('may want the preview flag on it', async () => {
    const preview = answer(400, {}, { typeKey: 'VssInvalidPreviewVersionException', message: 'preview' });
    const script = scripted(outOfRange('7.1', '6.0'), preview, json({}), json({}));
    const devops = devopsOn(script, server);
    await devops.get(projects);
    await devops.get({ ...projects, apiVersion: '7.1-preview.3' });
    assert.deepEqual(asksFor(script), ['7.1', '6.0', '6.0-preview', '6.0-preview']);
  });

  it('that has none of them ends with its own error', async () => {
    const unknown = answer(400, {}, { typeKey: 'VssVersionOutOfRangeException', message: 'no' });
    const script = scripted(unknown);
    await assert.rejects(devopsOn(script, server).get(projects), { code: 'VssVersionOutOfRangeException' });
    assert.deepEqual(asksFor(script), ['7.1', '7.0', '6.0', '5.1', '5.0']);
  });

  it('is not presumed where the service is Azure DevOps Services', async () => {
    const script = scripted(outOfRange('7.1', '5.1'));
    await assert.rejects(devopsOn(script).get(projects), { likelyCause: 'refused' });
    assert.equal(script.sent.length, 1);
  });
});
