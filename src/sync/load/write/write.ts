import type { EntityBody, EntityMapping } from '../../../mapping/types.ts';
import type { Blueprint } from '../../../port/types.ts';

/** An entity on its way to Port. */
export interface Write {
  body: EntityBody;
  mapping: EntityMapping;
  /** Undefined where Port has none. */
  blueprint: Blueprint | undefined;
}
