/** What a mapping made of sample items, in `mode: check`. Counts and failed fields are in `resources`. */
export interface CheckReport {
  resources: CheckedResource[];
}

export interface CheckedResource {
  index: number;
  kind: string;
  /** Where its sample items are from. */
  samples: 'built in' | 'own';
  /** What the first sample that gave any became, as it would be sent to Port. */
  entities: Record<string, unknown>[];
  /** The selector left every sample out: the entities were made without it. */
  withoutSelector: boolean;
  /** Fields that were mapped and came out null from every sample. */
  empty: string[];
}
