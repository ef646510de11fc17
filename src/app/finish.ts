import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../host/types.ts';
import { undefinedVariableIn } from '../inputs/undefined-variable.ts';
import { Cancelled, stackOf, UserError } from '../lib/errors.ts';
import { emptyReport } from '../report/empty.ts';
import type { Report } from '../report/report.ts';
import { heldWarning } from '../report/words/words.ts';
import { spelled } from '../settings/spelled.ts';
import type { Settings } from '../settings/types.ts';
import type { Changes } from '../summary/changes.ts';
import type { SummaryFolder } from '../summary/folder.ts';
import { renderMarkdown } from '../summary/markdown/render-markdown.ts';
import { maskStrings } from '../summary/mask.ts';
import type { SummaryFiles } from '../summary/write.ts';
import { writeSummary } from '../summary/write.ts';
import { failureOf, problemsIn } from '../sync/record/ending.ts';
import { chooseTemporaryFolder, summaryFailure, takeSummary } from './folders.ts';
import { toolOn } from './tool.ts';

type Places = Pick<Settings, 'summaryDirectory' | 'artifactName'>;

/**
 * Time for the end of a cancelled step. Agents give 7.5 s (GitHub) and 10 s (Azure Pipelines), and a part of that is
 * over.
 */
const GRACE_MS = 5_000;

export interface Conclusion {
  changes?: Changes;
  /** The run's summary folder. Absent: one is taken now. */
  folder?: SummaryFolder;
  /** Set where the process may be told to end. Aborted: the rest has to hurry. */
  ended?: AbortSignal;
}

/**
 * Writes the summary and tells the host how the run ended. A summary that cannot be written is an error in the log, and
 * does not fail the run. Secrets are masked before anything is wrapped or cut: half a secret would not be recognised.
 */
export async function conclude(
  host: Host,
  places: Places,
  unmasked: Report,
  conclusion: Conclusion = {},
): Promise<void> {
  const { ended } = conclusion;
  const report = maskStrings(unmasked, host.mask);
  for (const told of [report.run.failure, ...report.problems])
    if (told?.hint) told.hint = spelled(told.hint, host.inputLabel);
  spellRemedies(report, host);
  const files = await leaveSummary(host, places, report, conclusion);
  const late = new AbortController();
  const hurry = () => setTimeout(() => late.abort(), GRACE_MS).unref();
  if (ended?.aborted || report.run.status === 'cancelled') hurry();
  else ended?.addEventListener('abort', hurry, { once: true });
  await host.finish(report, files, late.signal);
  // A defect after the report was made is in no report: only the exit code tells of it.
  const defect = ended?.aborted === true && !(ended.reason instanceof Cancelled);
  if (defect && (report.run.status === 'succeeded' || report.run.status === 'problems')) process.exitCode = 1;
}

/** Spells inputs in remedies as this host has them. The same texts stand among the warnings. */
function spellRemedies({ deletions, warnings }: Report, host: Host): void {
  for (const group of deletions.heldBack) {
    if (group.remedy === undefined) continue;
    const at = warnings.indexOf(heldWarning(group));
    group.remedy = spelled(group.remedy, host.inputLabel);
    if (at >= 0) warnings[at] = heldWarning(group);
  }
}

/**
 * Writes the files into the run's folder, else into a temporary folder. Where neither works, the log has the summary.
 */
async function leaveSummary(
  host: Host,
  places: Places,
  report: Report,
  { changes, folder: own }: Conclusion,
): Promise<SummaryFiles | undefined> {
  const options = { host: host.name, mask: host.mask, artifactName: places.artifactName };
  let folder = own;
  let failure: UserError;
  try {
    folder ??= await takeSummary(places.summaryDirectory);
    if (own === undefined && folder.notice) report.warnings.push(spelled(folder.notice, host.inputLabel));
    await folder.makeRoom();
    return await writeSummary(report, folder.path, { ...options, ...(changes && { changes }) });
  } catch (error) {
    failure =
      error instanceof UserError ? error : summaryFailure(folder?.path ?? places.summaryDirectory, error);
  } finally {
    await folder?.release();
  }
  const told =
    `The summary could not be written. ${failure.message} ${spelled(failure.hint ?? '', host.inputLabel)}`.trim();
  if (report.run.failure?.message !== failure.message) report.warnings.push(told);
  try {
    const spare = await mkdtemp(join(chooseTemporaryFolder(host).path, 'port-sync-summary-'));
    const files = await writeSummary(report, spare, options);
    host.log.error(`${told} It is in ${spare}.`);
    return files;
  } catch {
    host.log.error(`${told} Here is what it says:`);
    host.log.info(renderMarkdown(report, { host: host.name }));
    return undefined;
  }
}

/** The end of a run that could not begin: every problem is told, in the log and in the summary. */
export async function refuse(host: Host, error: unknown, ended?: AbortSignal): Promise<void> {
  const now = new Date().toISOString();
  const mode =
    (['plan', 'check', 'delete', 'event'] as const).find((name) => name === host.input('mode')) ?? 'sync';
  const report = emptyReport(toolOn(host), { id: randomUUID(), mode, startedAt: now });
  const status = error instanceof Cancelled ? 'cancelled' : 'failed';
  report.run = { ...report.run, status, failure: failureOf(error) };
  report.problems = problemsIn(error);
  const stack = stackOf(error);
  if (stack) host.log.debug(stack);
  logProblems(host, report);
  const given = (name: string) => {
    const value = host.input(name)?.trim();
    return value && undefinedVariableIn(value, 'path') === undefined ? value : 'port-sync-summary';
  };
  const places = { summaryDirectory: given('summaryDirectory'), artifactName: given('artifactName') };
  await conclude(host, places, report, { ...(ended && { ended }) });
}

/** Tells why a process without a summary could not do its work, each of several problems as an error of its own. */
export function tellFailure({ log }: Host, error: unknown): void {
  const stack = stackOf(error);
  if (stack) log.debug(stack);
  const problems = problemsIn(error);
  const { message, hint, code } = failureOf(error);
  if (problems.length === 0) log.error([message, hint, code && `(${code})`].filter(Boolean).join(' '));
  for (const one of problems)
    log.error(`${one.subject}: ${one.message}${one.hint ? ` ${one.hint}` : ''} (${one.code})`);
}

/** Logs several problems as errors of their own, so that each stands on the run's page. */
export function logProblems({ log, inputLabel }: Host, { problems }: Report): void {
  for (const { code, phase, subject, message, hint = '' } of problems)
    if (phase === 'setup')
      log.error(`${`${subject}: ${message} ${spelled(hint, inputLabel)}`.trimEnd()} (${code})`);
}
