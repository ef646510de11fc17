import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onTerminal } from './support/hosts.ts';
import { startServices } from './support/services.ts';

/** Notes what Node has loaded when V8 gets its first flag, and tells what came after that until the first connection. */
const notes = `
  import v8 from 'node:v8';
  import net from 'node:net';
  import { syncBuiltinESMExports } from 'node:module';
  const modules = () => process.moduleLoadList.filter((name) => /^NativeModule (?!internal\\/)/.test(name));
  let before;
  const { setFlagsFromString } = v8;
  v8.setFlagsFromString = (flag) => {
    before ??= modules();
    setFlagsFromString(flag);
  };
  const { connect } = net.Socket.prototype;
  let told = false;
  net.Socket.prototype.connect = function (...to) {
    if (before && !told) process.stderr.write('later: ' + JSON.stringify(modules().filter((name) => !before.includes(name))) + '\\n');
    told = true;
    return connect.apply(this, to);
  };
  syncBuiltinESMExports();`;

test('until its first request a run loads nothing of Node’s behind the flags of V8, for which Node has it not compiled', async (t) => {
  const { inputs } = await startServices(t);
  const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(notes)}` };
  const { stderr } = await onTerminal({ inputs: { ...inputs, mode: 'plan' }, environment });
  const [, later = ''] = /later: (.*)/.exec(stderr) ?? [];
  assert.deepEqual(JSON.parse(later), []);
});
