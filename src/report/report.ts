import type { ServiceStats } from '../http/types.ts';
import type { Code } from '../lib/errors.ts';
import type { MappingOrigin } from '../mapping/types.ts';
import type { ChangeGroup, PlanReport } from './change.ts';
import type { CheckReport } from './check-report.ts';

/**
 * The run's result as data: what summary.json holds (see docs/summary.schema.json), and all that md and html are made
 * of.
 */
export interface Report {
  schemaVersion: 2;
  tool: { name: string; version: string; runtime: string; host: string };
  run: {
    id: string;
    mode: 'sync' | 'plan' | 'check' | 'delete' | 'event';
    status: Status;
    /** The begin of the run, ISO 8601. */
    startedAt: string;
    finishedAt: string;
    durationSeconds: number;
    /** Set where the run was of a part alone, by these inputs. It is no full sync, whatever its status. */
    part?: { only: string[]; onlyProjects: string[] };
    /**
     * `mode: incremental`: why it was a full sync, or from when on changes were read, and what the next full one has to
     * settle.
     */
    increments?: {
      full?: string;
      since?: string;
      waiting?: { reason: string; count: number; examples: string[] }[];
    };
    /** `mode: event`: its type, why there was nothing to do, and what the next full sync has to settle. */
    event?: {
      type: string;
      nothing?: string;
      waiting?: { reason: string; count: number; examples: string[] }[];
    };
    /** The reason why it failed, was cancelled or skipped, and what to do. */
    failure?: Failure;
  };
  organisations: OrganisationReport[];
  integration: {
    identifier: string;
    baseUrl: string;
    /** `created` in this run, `adopted` from another exporter, `existing`, or `unknown` when Port was not reached. */
    state: 'created' | 'existing' | 'adopted' | 'would-be-created' | 'unknown';
    /** Set-up and changes of the integration, in words. */
    actions: string[];
  };
  mapping: { origin: MappingOrigin['from'] | 'unknown'; path?: string; resources: number };
  resources: ResourceReport[];
  blueprints: BlueprintReport[];
  /**
   * Projects of which something was read, or not read in full. Items under no project are not counted. At most 10,000.
   */
  projects: ProjectReport[];
  /** Sums over the blueprints. `unsettled` is one over the resources. */
  totals: Outcomes & { rawItems: number; heldBack: number; unsettled: number };
  deletions: DeletionReport;
  /** Groups of what was not read, mapped or accepted. Any of these makes the run end with problems. */
  problems: ProblemGroup[];
  /**
   * Things worth knowing that are no reason to fail: deletions held back, misconfigured fields, cut lists, deprecated
   * inputs.
   */
  warnings: string[];
  /** Complete and empty answers by reason, e.g. `Advanced Security is off`: count of lists. */
  notes: { reason: string; count: number; kinds: string[] }[];
  /** Changes of entities by blueprint and action, with the first of each. In a plan: those that a sync would make. */
  changes: ChangeGroup[];
  services: ServiceStats[];
  phases: PhaseReport[];
  /** Peak resident memory, bytes. */
  peakMemoryBytes: number;
  plan?: PlanReport;
  check?: CheckReport;
}

export interface Failure {
  message: string;
  hint?: string;
  /** A code of codes.ts. Where several things were wrong, the one of all of them; `problems` has those of each. */
  code?: Code;
}

/**
 * `skipped`: it gave way to another run, and that is to be no failure. `problems`: some items, kinds, projects or
 * entities were not read, mapped or accepted.
 */
export type Status = 'succeeded' | 'problems' | 'failed' | 'cancelled' | 'skipped';

/** Distinct entities by what became of them. In a plan: what would. */
export interface Outcomes {
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  deleted: number;
}

export interface OrganisationReport {
  url: string;
  name: string;
  /** The name of the credential, without the secret: `personal access token`. */
  credential: string;
  complete: boolean;
  reason?: string;
}

export interface ResourceReport {
  index: number;
  kind: string;
  /** The literal blueprints, or those met where it is computed. */
  blueprints: string[];
  rawItems: number;
  /** Items made by itemsToParse; equal to rawItems without it. items = mapped + filtered + misconfigured + failed. */
  items: number;
  /** Raw items skipped because itemsToParse gave no list. */
  skipped: number;
  mapped: number;
  filtered: number;
  misconfigured: number;
  failed: number;
  /**
   * Raw items that their list named and of which more could not be read: their entities are neither written nor
   * deleted. Not among `rawItems`.
   */
  partial: number;
  /** Distinct entities; created + updated + unchanged + refused + unsettled. */
  entities: number;
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  /** Entities that were left when the run ended early: not sent to Port, or not answered by it. */
  unsettled: number;
  complete: boolean;
  /** Set where `only` or `onlyProjects` leaves it out: it was not to be read. */
  leftAlone?: true;
  /** The reasons why it is not complete: distinct ones, at most 20, with how many there were in all. */
  incompleteReasons: { reason: string; count: number }[];
  /** Fields that failed to evaluate and became null: place, count and the name of an item as an example. */
  fieldErrors: { field: string; message: string; count: number; example: string }[];
  misconfiguredFields: { field: string; count: number; example: string }[];
  /** Times of the first request and of the last entity settled, seconds since the run's start. */
  startedSeconds: number;
  finishedSeconds: number;
}

/** Raw items and items as in `ResourceReport`, over all resources. */
export interface ProjectReport
  extends Pick<ResourceReport, 'rawItems' | 'mapped' | 'filtered' | 'misconfigured' | 'failed' | 'partial'> {
  organisation: string;
  project: string;
  /**
   * Kinds of which a part under this project was not read. What was not read of the organisation as a whole is not told
   * here.
   */
  incomplete: string[];
}

export interface BlueprintReport extends Outcomes {
  blueprint: string;
  /** The title of the blueprint, as Port has it. */
  title?: string;
  /** Entities that this integration owned when the run began. */
  owned: number;
  heldBack: number;
  heldBackReason?: string;
}

export interface DeletionReport {
  enabled: boolean;
  owned: number;
  stale: number;
  deleted: number;
  heldBack: HeldBackGroup[];
  /** Entities owned before that a run of a part left alone: neither stale nor held back. */
  leftAlone?: number;
  threshold: number;
  /** Entities to delete, as a share of those that are owned and not left alone. */
  share: number;
}

export interface HeldBackGroup {
  blueprint: string;
  blueprintTitle?: string;
  count: number;
  /** The reason that all of them share. */
  reason: string;
  /** Identifiers of the first entities. */
  examples: string[];
  /** The same entities. `detail`: the reason in the words of this entity alone, such as what relates to it. */
  entities: { identifier: string; title?: string; detail?: string }[];
  /**
   * Set where it does not end by itself. The next run holds them back again unless somebody does what `remedy` says.
   */
  lasting?: true;
  remedy?: string;
}

export interface ProblemGroup {
  /** A code of codes.ts, stable whatever the message says. */
  code: Code;
  /** The work that met it. */
  phase: 'setup' | 'read' | 'map' | 'write' | 'delete';
  message: string;
  count: number;
  /** The kind, blueprint or call that it concerns. */
  subject: string;
  example?: string;
  hint?: string;
  /** A mistake of this tool itself, to be reported. */
  defect?: true;
}

export interface PhaseReport {
  name: string;
  /** Seconds since the run's start. */
  startedSeconds: number;
  finishedSeconds: number;
}
