import type { EntityBody } from '../../mapping/types.ts';
import type { TargetIndex } from '../catalog/entity-index.ts';
import type { StoredBefore } from './write/stored-before.ts';

/** An entity that waits to be written. A spool stores it as JSON. */
export interface PendingEntity {
  target: TargetIndex;
  blueprint: string;
  /** Undefined if Port finds the entity by a search query. */
  slot: number | undefined;
  body: EntityBody;
  /** Undefined if the entity cannot be compared with what Port holds. */
  fingerprint?: number;
  /** Fingerprint of what Port held before the entity was sent, if that is known. */
  before?: number;
  /** The fields that Port held of an entity to update: its title, and those that the body changes. */
  stored?: StoredBefore;
  /** Bytes to which its texts were cut, as Port did not take more. */
  limit?: number;
}
