import type { Page } from '../../azure-devops/types.ts';
import type { Step } from '../item-selection.ts';
import { pageOf } from '../support/pages.ts';
import type { Source } from '../types.ts';

/** A changed item, by its path below the organisation. */
export interface Changed {
  readonly steps: readonly Step[];
  /** Set where the items below it are not meant. */
  readonly alone?: true;
  /** The listed item as text, where no time tells of changes: the item has changed if this text has. */
  readonly standing?: string;
}

/** A question to a feed. */
export interface Asked {
  /** The beginning, by the service's clock. */
  since: Date;
  /** Kinds of the mapping that the feed tells of. */
  kinds: ReadonlySet<string>;
  /** Options of the resources of its kinds. */
  options: readonly Readonly<Record<string, unknown>>[];
}

/**
 * A list of what has changed since a time, for some kinds. It is read as any list is, with the same proof that it is
 * whole. docs/incremental.md says how each kind is followed.
 */
export interface ChangeFeed {
  /** The name in the log: `work items`. */
  readonly name: string;
  /** The cursor that it is read from, named by a kind, as Port takes such names. Feeds may share one. */
  readonly cursor: string;
  /** Kinds whose items it tells of. */
  readonly kinds: readonly string[];
  /** Whether resources with these options need it. Absent: all do. */
  concerns?(options: Readonly<Record<string, unknown>>): boolean;
  /** Set where some of its items have `standing`. No two such feeds share a cursor. */
  readonly stands?: true;
  source(asked: Asked): Source<Changed>;
}

/** A project, as far as a path needs it. */
interface ProjectPlace {
  readonly item: { readonly id: string };
}

/** A repository, as far as a path and a message need it. */
export interface RepositoryPlace {
  readonly item: { readonly id: string; readonly name: string };
  readonly parent: ProjectPlace;
}

/** A changed item of a project, by its path from there. */
export const inProject = (project: ProjectPlace, ...steps: readonly Step[]): Changed => ({
  steps: [{ list: 'projects', id: project.item.id }, ...steps],
});

/** A changed item of a repository, by its path from there. */
export const inRepository = ({ item, parent }: RepositoryPlace, ...steps: readonly Step[]): Changed =>
  inProject(parent, { list: 'repositories', id: item.id }, ...steps);

/** Pages of changes, made of the service's pages. */
export async function* changesIn<T>(
  pages: AsyncIterable<Page<T>>,
  changesOf: (item: T) => readonly Changed[],
): AsyncGenerator<Page<Changed>> {
  for await (const { items } of pages) yield pageOf(items.flatMap(changesOf));
}
