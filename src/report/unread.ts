/** A part of the source tree that was not read: all that one list has under one parent. */
export interface UnreadPart {
  /** The ids of the parents by the name of their list, the nearest first. None: a list of the organisation. */
  readonly parents: readonly { list: string; id: string }[];
}

/** Unread parts of a resource. */
export interface UnreadParts {
  /** Parts, each with the error that it ended with. */
  parts: readonly { part: UnreadPart; error: unknown }[];
  /** Whether the parts are not all: anything may be missing then. */
  anything: boolean;
  /** The reasons why anything may be missing, where errors said so: the first few. */
  errors?: readonly unknown[];
}
