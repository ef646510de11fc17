import assert from 'node:assert/strict';
import type { ExpectedOptions, Organisation } from '../../emulators/azure-devops/index.ts';
import type { Item } from './whole-items.ts';

/** Effect that a selector's options must have on the items of a kind. */
export interface OptionCase {
  title: string;
  kind: string;
  options: Record<string, unknown>;
  /** Number of the items, where the organisation can tell it: its own words for the options. */
  expected?: ExpectedOptions;
  check?: (items: readonly Item[], organisation: Organisation) => void;
}

export const every = (items: readonly Item[], test: (item: Item) => unknown, what?: string) => {
  assert.ok(items.length > 0, 'there are no items');
  for (const item of items) assert.ok(test(item), what ?? JSON.stringify(item).slice(0, 300));
};
