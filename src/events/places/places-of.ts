import type { Step } from '../../kinds/item-selection.ts';
import { at, type Fact, guidIn, nameIn } from '../facts.ts';
import type { NamedStep, Place } from '../types.ts';

/** The parts of an event that are read. */
export interface EventFacts {
  resource: Fact;
  /** The id in `resourceContainers.project`. Events of releases have none. */
  project: string | undefined;
}

/** The places that an event is about. Undefined where it does not say that. */
export type PlacesOf = (event: EventFacts) => Place[] | undefined;

export type AnyStep = Step | NamedStep;

/** The project of an event. By its name where there is no id, as in Microsoft's samples of releases. */
export const projectOf = ({ resource, project }: EventFacts): AnyStep | undefined => {
  const id = guidIn(at(resource, 'project', 'id')) ?? project;
  const name = nameIn(at(resource, 'project', 'name'));
  return projectStep(id) ?? (name ? { list: 'projects', name } : undefined);
};

export const projectStep = (id: string | undefined): AnyStep | undefined =>
  id === undefined ? undefined : { list: 'projects', id };

/** Places in a project, where all that they need is known. */
export const within = (
  project: AnyStep | undefined,
  ...places: (AnyStep | undefined)[][]
): Place[] | undefined => {
  if (!project) return undefined;
  const known = places.filter((steps): steps is AnyStep[] => steps.every((step) => step !== undefined));
  return known.map((steps) => ({ steps: [project, ...steps] }));
};

export const step = (list: string, id: string | number | undefined): Step | undefined =>
  id === undefined ? undefined : { list, id };

/** The first value that is not undefined. */
export const first = <T>(values: readonly (T | undefined)[]): T | undefined =>
  values.find((value) => value !== undefined);
