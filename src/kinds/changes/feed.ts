import type { Page } from '../../azure-devops/types.ts';
import type { Step } from '../item-selection.ts';
import { pageOf } from '../support/pages.ts';
import type { Source } from '../types.ts';

/** An item that has changed, by its path below the organisation. */
export interface Changed {
  readonly steps: readonly Step[];
  /** Without what is below it. */
  readonly alone?: true;
  /** What the list says of an item whose changes no time tells: it has changed if this is not as it was. */
  readonly standing?: string;
}

/** What a feed is asked for. */
export interface Asked {
  /** Changes from this time on, by the service's clock. */
  since: Date;
  /** Kinds of the mapping that the feed tells of. */
  kinds: ReadonlySet<string>;
  /** Options of the resources of its kinds. */
  options: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Where the service tells what of some kinds has changed since a time. It is read as any list is, with the same proof
 * that it is whole. How each kind is followed stands in docs/incremental.md.
 */
export interface ChangeFeed {
  /** In words, for the log: `work items`. */
  readonly name: string;
  /** The cursor that it is read from: feeds that share one move together. A kind's name, as Port takes these. */
  readonly cursor: string;
  /** Kinds of whose items it tells. */
  readonly kinds: readonly string[];
  /** Whether it is read for resources of these options. Absent: for all. */
  concerns?(options: Readonly<Record<string, unknown>>): boolean;
  /** Some of its items are `standing`. */
  readonly stands?: true;
  source(asked: Asked): Source<Changed>;
}

/** A project, as far as a path needs it. */
interface ProjectPlace {
  readonly item: { readonly id: string };
}

/** A repository, as far as a path and its words need it. */
export interface RepositoryPlace {
  readonly item: { readonly id: string; readonly name: string };
  readonly parent: ProjectPlace;
}

/** The path of something in a project. */
export const inProject = (project: ProjectPlace, ...steps: readonly Step[]): Changed => ({
  steps: [{ list: 'projects', id: project.item.id }, ...steps],
});

/** The path of something in a repository of a project. */
export const inRepository = ({ item, parent }: RepositoryPlace, ...steps: readonly Step[]): Changed =>
  inProject(parent, { list: 'repositories', id: item.id }, ...steps);

/** Pages of changes, made of the items of pages that the service gave. */
export async function* changesIn<T>(
  pages: AsyncIterable<Page<T>>,
  changesOf: (item: T) => readonly Changed[],
): AsyncGenerator<Page<Changed>> {
  for await (const { items } of pages) yield pageOf(items.flatMap(changesOf));
}
