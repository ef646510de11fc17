import { environments } from './sources/environments.ts';
import { defineKind } from './types.ts';

export const environment = defineKind({
  name: 'environment',
  summary: 'An environment that pipelines deploy to.',
  scope: 'Environment (read & manage)',
  options: {},
  docs: { requests: 'one per 1,000 environments of each project', fields: {} },
  isShort: true,
  source: () => environments,
});
