/** Why an entity stays. */
export interface Reason {
  reason: string;
  /** What a user has to do, if it does not end by itself. */
  remedy?: string;
}

/** An entity that is held back: it is not deleted, for this reason. */
export interface Held extends Reason {
  blueprint: string;
  identifier: string;
}

/** Identifiers of entities that no list of the run has, by blueprint. */
export type Gone = ReadonlyMap<string, readonly string[]>;

/** A gone entity of a project that the user left out. */
export interface Leaving {
  blueprint: string;
  identifier: string;
  /** By id. */
  project: string;
}
