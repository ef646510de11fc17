import type { Blueprint } from '../types.ts';
import { blueprints } from './blueprints.ts';
import { mapping } from './mapping.ts';
import { pages } from './pages.ts';
import { scorecards } from './scorecards.ts';

/** Anything that Port knows by an identifier of its own. */
export interface Definition {
  identifier: string;
  [key: string]: unknown;
}

/** What a first run sets up in Port. */
export interface DefaultResources {
  blueprints: readonly Blueprint[];
  /** The mapping's document, as it is stored in the integration. */
  mapping: Record<string, unknown>;
  actions: readonly Definition[];
  scorecards: readonly { blueprint: string; data: readonly Definition[] }[];
  pages: readonly Definition[];
}

/** What is set up for a user who brings nothing. */
export const builtInResources: DefaultResources = { blueprints, mapping, actions: [], scorecards, pages };
