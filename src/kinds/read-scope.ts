import type { ItemSelection } from './item-selection.ts';
import type { NamedProject, ProjectPattern } from './support/project-patterns.ts';

/**
 * What a run covers: see *What a run covers* in docs/development/decisions.md. An input that narrows it decides what
 * is deleted. A new one is added to the inputs, to settings/read-scope.ts, here with what reads by it, and to the log.
 */
export interface ReadScope {
  /** Projects that the user chose. What these leave out leaves the catalog. */
  readonly projects: readonly ProjectPattern[];
  /** Projects that carry one of these tags leave the catalog. */
  readonly excludedTags: readonly string[];
  /** Set where the run is of a part. What this leaves out is left alone, as if it had not been read. */
  readonly part?: RunPart;
  /** Set where the run is of single items: nothing else is read, and nothing is gone because it was not read. */
  readonly items?: ItemSelection;
}

export interface RunPart {
  /** Kinds by name, resources by position. None: all. */
  readonly only: readonly string[];
  readonly projects: readonly ProjectPattern[];
}

/** What became of an organisation's list of projects. */
export interface ChosenProjects {
  /** All that are listed, by id. */
  listed: ReadonlyMap<string, NamedProject>;
  /** Those among them that the run does not cover, with why. */
  leftOut: ReadonlyMap<string, string>;
  /** Those that this run of a part leaves alone. */
  outside: ReadonlySet<string>;
  /** Why the tags of some could not be read: these are left out, and the read is incomplete. */
  undecided: readonly unknown[];
}

export const EVERYTHING: ReadScope = { projects: [], excludedTags: [] };

/** Whether all projects are read, so that nothing need be known of them. */
export const coversAllProjects = (scope: ReadScope): boolean =>
  scope.projects.length === 0 && scope.excludedTags.length === 0 && !isOfSomeProjects(scope);

/** Whether the run is of some projects alone. */
export const isOfSomeProjects = ({ part }: Pick<ReadScope, 'part'>): boolean =>
  part !== undefined && part.projects.length > 0;
