/** A line of changes.ndjson. */
export interface Change {
  action: 'created' | 'updated' | 'deleted' | 'refused' | 'held-back' | 'cascaded';
  blueprint: string;
  /** The title of the blueprint, as Port has it. */
  blueprintTitle?: string;
  identifier: string;
  /** The title as mapped; of an entity that no item makes, as Port has it. */
  title?: string;
  /** `<kind>-<index>`; absent for deletions. */
  resource?: string;
  reason?: string;
  /** The remedy, where the reason does not end by itself. */
  remedy?: string;
  /** Fields of an update that differ, where they are known. */
  fields?: FieldChange[];
  /** Fields of a deleted entity, those that are mapped, as Port had them. Values are JSON. */
  last?: FieldValue[];
  /** Set in a plan, where it would be done. */
  planned?: true;
}

export interface FieldValue {
  field: string;
  /** The value as JSON, shortened. */
  value: string;
}

export interface FieldChange {
  field: string;
  /** The value before as JSON; of a long one the part that differs. */
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
  /** Set-up that a sync would do first, in words. */
  setup: string[];
  /** The first changes of each blueprint. All of them are in changes.ndjson. */
  blueprints: {
    blueprint: string;
    title?: string;
    /** Counts of the run, whatever the length of the lists. */
    counts: Record<'create' | 'update' | 'delete' | 'cascade' | 'refuse' | 'heldBack', number>;
    create: string[];
    update: { identifier: string; fields: FieldChange[] }[];
    delete: string[];
    cascade: { identifier: string; blueprint: string; because: string }[];
    refuse: { identifier: string; reason: string }[];
    heldBack: { identifier: string; reason: string }[];
  }[];
}
