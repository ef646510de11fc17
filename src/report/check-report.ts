/** The outcome of a mapping on sample items, in `mode: check`. Counts and failed fields are in `resources`. */
export interface CheckReport {
  resources: CheckedResource[];
}

export interface CheckedResource {
  index: number;
  kind: string;
  /** The origin of its sample items. */
  samples: 'built in' | 'own';
  /** Entities of the first sample that gave any, as they would be sent to Port. */
  entities: Record<string, unknown>[];
  /** Whether the selector left every sample out: the entities were made without it. */
  withoutSelector: boolean;
  /** Fields that were mapped and came out null from every sample. */
  empty: string[];
}
