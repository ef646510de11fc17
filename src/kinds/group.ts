import { groups } from './sources/groups.ts';
import { defineKind } from './types.ts';

export const group = defineKind({
  name: 'group',
  summary: 'A group of the organisation or of a project.',
  scope: 'Graph (read)',
  servicesOnly: true,
  options: {},
  docs: { requests: 'as many as the service makes pages', fields: {} },
  isShort: true,
  source: () => groups,
  ids: ['descriptor'],
  isUnique: true,
});
