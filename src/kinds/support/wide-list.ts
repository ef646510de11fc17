import type { ListEnd, Page } from '../../azure-devops/types.ts';
import type { ProjectNode } from '../parents.ts';
import type { RawItem, ReadContext } from '../types.ts';

/** A list for the whole organisation, which can be read in place of one for each of its projects. */
export interface WideList<T extends RawItem> {
  /** The list's name, unique within the organisation. */
  readonly key: string;
  /** The id of an item's project. */
  projectOf(item: T): string | undefined;
  /** The time of an item's creation, ISO 8601, by the service's clock. Absent where items do not tell it. */
  createdOf?(item: T): string | undefined;
  /** Set where a project may have too many to keep their ids in memory, unless the list of all is short. */
  readonly isLong?: true;
  /** The list for the whole organisation. */
  ofAll(context: ReadContext, ended?: (end: ListEnd) => void): AsyncIterable<Page<T>>;
  /** A project's own list. */
  ofOne(project: ProjectNode, context: ReadContext, ended?: (end: ListEnd) => void): AsyncIterable<Page<T>>;
  /** The same, read once for several questions. Absent where there is one. */
  ofOneOnce?(project: ProjectNode, context: ReadContext): Promise<readonly Page<T>[]>;
}
