import type { Blueprint } from '../types.ts';
import { blueprints } from './blueprints.ts';
import { mapping } from './mapping.ts';
import { pages } from './pages.ts';
import { scorecards } from './scorecards.ts';

/** A blueprint, action, page or scorecard in Port's form. */
export interface Definition {
  identifier: string;
  [key: string]: unknown;
}

/** The resources that a first run sets up in Port. */
export interface DefaultResources {
  blueprints: readonly Blueprint[];
  /** The mapping's document, as it is stored in the integration. */
  mapping: Record<string, unknown>;
  actions: readonly Definition[];
  scorecards: readonly { blueprint: string; data: readonly Definition[] }[];
  pages: readonly Definition[];
}

/** The resources for a user who brings none. */
export const builtInResources: DefaultResources = { blueprints, mapping, actions: [], scorecards, pages };
