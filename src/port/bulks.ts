import type { EntityBody } from '../mapping/types.ts';

/** Port's limits for one bulk. */
export const maximumBulkEntities = 20;
export const maximumBulkBytes = 1024 * 1024;

const envelopeBytes = Buffer.byteLength('{"entities":[]}');
/** JSON of one entity that stands alone in a bulk, bytes. */
export const maximumEntityBytes = maximumBulkBytes - envelopeBytes;

/** What an entity adds to a bulk, bytes on the wire, the comma before it included. */
const bytesInBulk = (entity: EntityBody): number => Buffer.byteLength(JSON.stringify(entity)) + 1;

/** A bulk being filled; the bytes are those of its entities by `bytesInBulk`. */
interface BulkSize {
  entities: number;
  bytes: number;
}

/** Whether a bulk may take one more entity. An empty one takes any, however large. */
const fitsBulk = (bulk: BulkSize, entityBytes: number): boolean =>
  bulk.entities === 0 ||
  (bulk.entities < maximumBulkEntities && envelopeBytes + bulk.bytes + entityBytes <= maximumBulkBytes);

/** Cuts entities, in order, into the fewest bulks that Port takes. An entity beyond the limit stands alone. */
export const bulks = (entities: readonly EntityBody[]): EntityBody[][] => {
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
