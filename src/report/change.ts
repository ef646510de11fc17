/** A line of changes.ndjson. */
export interface Change {
  action: 'created' | 'updated' | 'deleted' | 'refused' | 'held-back' | 'cascaded';
  blueprint: string;
  /** As Port has it. */
  blueprintTitle?: string;
  identifier: string;
  /** As mapped; of an entity that no item makes, as Port has it. */
  title?: string;
  /** `<kind>-<index>`; absent for deletions. */
  resource?: string;
  reason?: string;
  /** What ends the reason, where it does not end by itself. */
  remedy?: string;
  /** Of an update, where they are known: those that differ. */
  fields?: FieldChange[];
  /** Of a deletion: the mapped fields as Port had them, values as JSON. */
  last?: FieldValue[];
  /** True in a plan: it would be. */
  planned?: true;
}

export interface FieldValue {
  field: string;
  /** JSON, shortened. */
  value: string;
}

export interface FieldChange {
  field: string;
  /** JSON; of a long value the part that differs. */
  before: string;
  after: string;
}

/** Entities of one blueprint to which the same was done. */
export interface ChangeGroup {
  action: Change['action'];
  blueprint: string;
  blueprintTitle?: string;
  /** Distinct entities. */
  count: number;
  /** The first of them; all are in changes.ndjson. */
  examples: Change[];
}

export interface PlanReport {
  /** What a sync would set up first, in words. */
  setup: string[];
  /** Per blueprint the first of each; all of them are in changes.ndjson. */
  blueprints: {
    blueprint: string;
    title?: string;
    /** Of the run, whatever the length of the lists. */
    counts: Record<'create' | 'update' | 'delete' | 'cascade' | 'refuse' | 'heldBack', number>;
    create: string[];
    update: { identifier: string; fields: FieldChange[] }[];
    delete: string[];
    cascade: { identifier: string; blueprint: string; because: string }[];
    refuse: { identifier: string; reason: string }[];
    heldBack: { identifier: string; reason: string }[];
  }[];
}
