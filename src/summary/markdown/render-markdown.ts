import type { Report } from '../../report/report.ts';
import { changes, plan } from './changes.ts';
import { check } from './check.ts';
import { about, fields, notes, requests } from './details.ts';
import { fitSections, type Section } from './fit.ts';
import { blueprints, heldBack, lead, problems, warnings } from './outcome.ts';
import { resources } from './resources.ts';

export interface MarkdownOptions {
  host: 'azure-pipelines' | 'github-actions' | 'terminal';
  /** Bytes of UTF-8 at the most. GitHub takes 1 MiB a step. */
  limitBytes?: number;
}

const checkSections = (report: Report): Section[] => [
  lead(report),
  ...problems(report),
  ...check(report),
  ...warnings(report),
  about(report),
];

const sections = (report: Report): Section[] => [
  lead(report),
  ...problems(report),
  ...blueprints(report),
  ...plan(report),
  ...heldBack(report),
  ...warnings(report),
  ...resources(report),
  ...changes(report),
  ...fields(report),
  ...notes(report),
  ...requests(report),
  about(report),
];

/** The text of summary.md: what a person reads first, the important things first. Secrets must be masked already. */
export const renderMarkdown = (report: Report, { host, limitBytes = 1_000_000 }: MarkdownOptions): string =>
  fitSections(report.run.mode === 'check' ? checkSections(report) : sections(report), {
    limitBytes,
    html: host === 'github-actions',
  });
