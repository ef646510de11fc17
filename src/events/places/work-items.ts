import { at, nameIn, numberIn } from '../facts.ts';
import type { Place } from '../types.ts';
import { type AnyStep, type EventFacts, first, type PlacesOf, projectStep, within } from './places-of.ts';

const workItemAt = (event: EventFacts, id: number | undefined): Place[] | undefined =>
  id === undefined ? undefined : within(projectStep(event.project), [{ list: 'work items', id }]);

export const workItem: PlacesOf = (event) => workItemAt(event, numberIn(at(event.resource, 'id')));

/**
 * An updated work item. The event's `id` is that of the update. Samples of the portal have 0 for `workItemId`, and the
 * work item's number in the address or in the revision.
 */
export const workItemUpdated: PlacesOf = (event) => {
  const { resource } = event;
  const url = at(resource, 'url');
  const inUrl =
    typeof url === 'string' ? /\/workItems\/(\d{1,15})\/updates\//i.exec(url.slice(0, 2048)) : null;
  const id = first([
    numberIn(at(resource, 'workItemId')),
    numberIn(inUrl?.[1]),
    numberIn(at(resource, 'revision', 'id')),
  ]);
  const places = workItemAt(event, id);
  const left = nameIn(at(resource, 'fields', 'System.TeamProject', 'oldValue'));
  if (!places || id === undefined || !left) return places;
  // A work item that was moved: its entity may carry the project that it has left.
  const steps: AnyStep[] = [
    { list: 'projects', name: left },
    { list: 'work items', id },
  ];
  return [...places, { steps }];
};
