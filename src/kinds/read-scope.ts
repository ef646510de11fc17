import type { ItemSelection } from './item-selection.ts';
import type { NamedProject, ProjectPattern } from './support/project-patterns.ts';

/**
 * The scope of a run (*What a run covers* in docs/development/decisions.md). An input that narrows it decides what is
 * deleted. A new one stands in the inputs, in settings/read-scope.ts, here, in the list that it narrows, and in the log.
 */
export interface ReadScope {
  /** The user's choice of projects. Projects that it leaves out leave the catalog. */
  readonly projects: readonly ProjectPattern[];
  /** Tags: projects that carry one of them leave the catalog. */
  readonly excludedTags: readonly string[];
  /** Set in a run of a part. What it leaves out stays as it is in the catalog, as if it had not been read. */
  readonly part?: RunPart;
  /** Set in a run over single items. Nothing else is read, and nothing counts as gone because it was not read. */
  readonly items?: ItemSelection;
}

export interface RunPart {
  /** Kinds by name, resources by position. None: all. */
  readonly only: readonly string[];
  readonly projects: readonly ProjectPattern[];
}

/** An organisation's list of projects, by what the run's scope says of each. */
export interface ChosenProjects {
  /** All projects of the list, by id. */
  listed: ReadonlyMap<string, NamedProject>;
  /** The projects that leave the catalog, by id, with the reason. */
  leftOut: ReadonlyMap<string, string>;
  /** Ids of the projects that this run of a part leaves alone. */
  outside: ReadonlySet<string>;
  /** Errors of reading tags. Projects whose tags are unknown are not read, and the list counts as incomplete. */
  undecided: readonly unknown[];
}

export const EVERYTHING: ReadScope = { projects: [], excludedTags: [] };

/** Whether all projects are read, so that neither names nor tags are needed. */
export const coversAllProjects = (scope: ReadScope): boolean =>
  scope.projects.length === 0 && scope.excludedTags.length === 0 && !isOfSomeProjects(scope);

/** Whether this is a run of a part that has some projects only. */
export const isOfSomeProjects = ({ part }: Pick<ReadScope, 'part'>): boolean =>
  part !== undefined && part.projects.length > 0;
