import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellUnknownVariables } from '../../../../src/host/terminal/unknown-variables.ts';
import { inputs } from '../../../../src/inputs/definitions.ts';
import { environmentName } from '../../../../src/inputs/names.ts';

const toldOf = (environment: Record<string, string>): string[] => {
  const told: string[] = [];
  tellUnknownVariables(environment, (warning) => told.push(warning));
  return told;
};

test('a misspelt variable is told with the one that was meant', () => {
  assert.deepEqual(toldOf({ PORT_SYNC_PROJETCS: 'a', PATH: '/bin' }), [
    'The environment variable PORT_SYNC_PROJETCS is no input of the command and is passed over. Did you mean PORT_SYNC_PROJECTS?',
  ]);
  assert.match(toldOf({ PORT_SYNC_QQQQQQQQQQ: '' })[0] ?? '', /passed over\.$/);
});

test('each input, what else the command heeds, and what Kubernetes sets for a service of the name, is not told', () => {
  const ours = inputs.filter(({ hosts }) => !hosts || hosts.includes('terminal'));
  const names = [
    ...ours.map(({ name }) => environmentName(name)),
    ...['DEBUG', 'HOST', 'V8_DEFAULTS', 'RESYNC_SCHEDULE'].map((name) => `PORT_SYNC_${name}`),
    ...[
      'SERVICE_HOST',
      'SERVICE_PORT',
      'SERVICE_PORT_HTTP',
      'PORT',
      'PORT_8000_TCP',
      'PORT_8000_TCP_ADDR',
    ].map((name) => `PORT_SYNC_${name}`),
  ];
  assert.deepEqual(toldOf(Object.fromEntries(names.map((name) => [name, 'x']))), []);
});

test('children of an always-on process say nothing of variables that it has told', () => {
  assert.deepEqual(toldOf({ PORT_SYNC_PROJETCS: 'a', PORT_SYNC_LIFELINE: 'sync' }), []);
});
