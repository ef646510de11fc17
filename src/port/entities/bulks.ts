import type { EntityBody } from '../../mapping/types.ts';
import { mayExceed } from './fit.ts';

/** Port's limits for one bulk. */
export const maximumBulkEntities = 20;
export const maximumBulkBytes = 1024 * 1024;

const envelopeBytes = Buffer.byteLength('{"entities":[]}');
/** Bytes of JSON of an entity that is alone in a bulk. */
export const maximumEntityBytes = maximumBulkBytes - envelopeBytes;

/** Bytes of JSON that an entity adds to a bulk, with the comma before it. */
const bytesInBulk = (entity: EntityBody): number => Buffer.byteLength(JSON.stringify(entity)) + 1;

/** The size of a bulk that is being filled; bytes by `bytesInBulk`. */
interface BulkSize {
  entities: number;
  bytes: number;
}

/** Whether a bulk may take one more entity. An empty one takes any, however large. */
const fitsBulk = (bulk: BulkSize, entityBytes: number): boolean =>
  bulk.entities === 0 ||
  (bulk.entities < maximumBulkEntities && envelopeBytes + bulk.bytes + entityBytes <= maximumBulkBytes);

/** Whether entities fit into one bulk without a doubt, which is told without making their JSON. */
const fitsSurely = (entities: readonly EntityBody[]): boolean =>
  entities.length <= maximumBulkEntities && !mayExceed(entities, maximumBulkBytes - envelopeBytes);

/** The fewest bulks that Port takes, with the entities in order. An entity beyond the limit is alone in one. */
export const bulks = (entities: readonly EntityBody[]): EntityBody[][] => {
  if (fitsSurely(entities)) return entities.length === 0 ? [] : [[...entities]];
  const all: EntityBody[][] = [];
  let bytes = 0;
  for (const entity of entities) {
    const more = bytesInBulk(entity);
    const last = all.at(-1);
    if (last && fitsBulk({ entities: last.length, bytes }, more)) {
      last.push(entity);
      bytes += more;
    } else {
      all.push([entity]);
      bytes = more;
    }
  }
  return all;
};
