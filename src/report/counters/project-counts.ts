import type { MappedItem } from '../../mapping/types.ts';
import type { ProjectReport } from '../report.ts';
import type { UnreadPart } from '../unread.ts';

/** A project as its list has it. */
interface ListedProject {
  id?: unknown;
  name?: unknown;
}

/** Counts by project, of one organisation. */
export interface ProjectCounts {
  /** Projects of the organisation's list. */
  seen(projects: readonly ListedProject[]): void;
  /** Counts what the mapping made of some raw items, aligned with the ids of their projects; undefined: of none. */
  countMapped(mapped: readonly MappedItem[], projects: readonly (string | undefined)[]): void;
  countPartial(parts: readonly UnreadPart[]): void;
  markIncomplete(kinds: readonly string[], part: UnreadPart | undefined): void;
}

/** The counts of all organisations of a run. */
export interface AllProjectCounts {
  of(organisation: string): ProjectCounts;
  /** Projects in the order of organisations and lists. */
  all(): ProjectReport[];
}

/** Projects that are counted; further ones are not. */
const MOST_PROJECTS = 10_000;
const PROJECTS = 'projects';

export function createProjectCounts(): AllProjectCounts {
  const reports: ProjectReport[] = [];
  const organisations = new Map<string, ProjectCounts>();
  return {
    of(organisation) {
      const known = organisations.get(organisation) ?? countsOf(organisation, reports);
      organisations.set(organisation, known);
      return known;
    },
    all: () => reports,
  };
}

/** The reports of an organisation's projects, each made when the first is counted of it. */
function projectReports(
  organisation: string,
  reports: ProjectReport[],
): { name(id: string, name: string): void; of(id: string): ProjectReport | undefined } {
  const names = new Map<string, string>();
  const known = new Map<string, ProjectReport>();
  return {
    name(id, name) {
      if (names.size < MOST_PROJECTS) names.set(id, name);
    },
    of(id) {
      const found = known.get(id);
      if (found || reports.length >= MOST_PROJECTS) return found;
      const counts = { rawItems: 0, mapped: 0, filtered: 0, misconfigured: 0, failed: 0, partial: 0 };
      const report = { organisation, project: names.get(id) ?? id, ...counts, incomplete: [] };
      known.set(id, report);
      reports.push(report);
      return report;
    },
  };
}

function countsOf(organisation: string, all: ProjectReport[]): ProjectCounts {
  const reports = projectReports(organisation, all);
  const projectIn = (part: UnreadPart | undefined): ProjectReport | undefined => {
    const parent = part?.parents.find(({ list }) => list === PROJECTS);
    return parent && reports.of(parent.id);
  };
  return {
    seen(projects) {
      for (const { id, name } of projects)
        if (typeof id === 'string' && typeof name === 'string') reports.name(id, name);
    },
    countMapped(mapped, projects) {
      for (const [i, { outcomes }] of mapped.entries()) {
        const id = projects[i];
        const report = id === undefined ? undefined : reports.of(id);
        if (!report) continue;
        report.rawItems += 1;
        for (const { result } of outcomes) report[result] += 1;
      }
    },
    countPartial(parts) {
      for (const part of parts) {
        const report = projectIn(part);
        if (report) report.partial += 1;
      }
    },
    markIncomplete(kinds, part) {
      const report = projectIn(part);
      if (report) report.incomplete = [...new Set([...report.incomplete, ...kinds])];
    },
  };
}
