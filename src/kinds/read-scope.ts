import type { ProjectPattern } from './support/project-patterns.ts';

/**
 * What a run covers: see *What a run covers* in docs/development/decisions.md. An input that narrows it decides what
 * is deleted. A new one is added to the inputs, to settings/read-scope.ts, here with what reads by it, and to the log.
 */
export interface ReadScope {
  /** Projects that the user chose. What these leave out leaves the catalog. */
  readonly projects: readonly ProjectPattern[];
  /** Projects that carry one of these tags leave the catalog. */
  readonly excludedTags: readonly string[];
}

export const EVERYTHING: ReadScope = { projects: [], excludedTags: [] };

/** Whether all projects are read, so that nothing need be known of them. */
export const coversAllProjects = ({ projects, excludedTags }: ReadScope): boolean =>
  projects.length === 0 && excludedTags.length === 0;
