import { eventTable } from './event-table.ts';
import { at, type Fact, guidIn } from './facts.ts';
import { type EventOrganisation, organisationOf } from './organisation-of.ts';
import type { EventReading } from './types.ts';

export interface ReadEventOptions {
  organisations: readonly EventOrganisation[];
}

/** The subscription of a trial, which is sent while a subscription is made. The ids in it are made up. */
const NO_SUBSCRIPTION = '00000000-0000-0000-0000-000000000000';

/** Reads what the payload of a service hook says has changed: places by ids, and nothing else. */
export const readEvent = (payload: Fact, { organisations }: ReadEventOptions): EventReading => {
  const type = at(payload, 'eventType');
  const resource = at(payload, 'resource');
  if (typeof type !== 'string' || typeof resource !== 'object' || resource === null)
    return { type: OTHER, outcome: 'unreadable', touched: [] };
  const placesOf = eventTable.get(type);
  if (!placesOf) return { type: OTHER, outcome: 'unknown', touched: [] };
  if (at(payload, 'subscriptionId') === NO_SUBSCRIPTION) return { type, outcome: 'test', touched: [] };
  const organisation = organisationOf(payload, organisations);
  if (!organisation) return { type, outcome: 'foreign', touched: [] };
  const project = guidIn(at(payload, 'resourceContainers', 'project', 'id'));
  const places = placesOf({ resource, project });
  if (!places) return { type, outcome: 'without_id', touched: [] };
  return {
    type,
    outcome: places.length === 0 ? 'ignored' : 'taken',
    touched: places.map((place) => ({ organisation: organisation.name, ...place })),
  };
};

const OTHER = 'other';

/** The payload in a body, which may begin with a byte order mark. Undefined where it is no JSON. */
export const payloadIn = (body: Buffer | string): Fact => {
  try {
    return JSON.parse(body.toString('utf8').replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
};
