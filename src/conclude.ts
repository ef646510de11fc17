import { randomUUID } from 'node:crypto';
import { messageOf } from './errors.ts';
import type { Host, SummaryFiles } from './host/types.ts';
import { inputs } from './inputs.ts';
import { isUndefinedVariable } from './settings/reader.ts';
import type { Settings } from './settings.ts';
import type { Changes } from './summary/changes.ts';
import { emptyReport } from './summary/empty.ts';
import { maskStrings } from './summary/mask.ts';
import type { Report } from './summary/report.ts';
import { failureOf, problemsIn } from './sync/record.ts';
import { toolOn } from './tool.ts';

type Places = Pick<Settings, 'summaryDirectory' | 'artifactName'>;

/** What agents leave a cancelled step before they end it: 7.5 s on GitHub, 10 s on Azure Pipelines, a part of it used. */
const GRACE_MS = 5_000;

/** Hints name inputs as inputs.ts does, and reach the user in the spelling of the place. */
const spelled = (host: Host, hint: string): string =>
  hint.replace(/\b[a-z]\w*/g, (word) => (/[A-Z]/.test(word) && isInput(word) ? host.inputLabel(word) : word));

const isInput = (word: string): boolean => inputs.some(({ name }) => name === word);

/**
 * Leaves the summary and tells the host how the run ended. A summary that cannot be written is told, never fatal.
 * Secrets are masked before anything is wrapped or cut: of a piece nobody would know that it is one.
 */
export async function conclude(
  host: Host,
  places: Places,
  unmasked: Report,
  changes?: Changes,
): Promise<void> {
  const report = maskStrings(unmasked, host.mask);
  for (const told of [report.run.failure, ...report.problems])
    if (told?.hint) told.hint = spelled(host, told.hint);
  let files: SummaryFiles | undefined;
  try {
    const { writeSummary } = await import('./summary/write.ts');
    files = await writeSummary(report, places.summaryDirectory, {
      host: host.name,
      mask: host.mask,
      artifactName: places.artifactName,
      ...(changes && { changes }),
    });
  } catch (error) {
    host.log.error(`The summary could not be written: ${messageOf(error)}`);
  }
  const grace = report.run.status === 'cancelled' ? AbortSignal.timeout(GRACE_MS) : undefined;
  await host.finish(report, files, grace);
}

/** The run could not begin: every problem is told, and the summary says so too. */
export async function refuse(host: Host, error: unknown): Promise<void> {
  const now = new Date().toISOString();
  const mode = (['plan', 'check'] as const).find((name) => name === host.input('mode')) ?? 'sync';
  const report = emptyReport(toolOn(host), { id: randomUUID(), mode, startedAt: now });
  report.run = { ...report.run, status: 'failed', failure: failureOf(error) };
  report.problems = problemsIn(error);
  tell(host, report);
  const given = (name: string) => {
    const value = host.input(name)?.trim();
    return value && !isUndefinedVariable(value) ? value : 'port-sync-summary';
  };
  const places = { summaryDirectory: given('summaryDirectory'), artifactName: given('artifactName') };
  await conclude(host, places, report);
}

/** Each of several problems as an error of its own, where it can be found: in the log and on the run's page. */
export function tell({ log }: Host, { problems }: Report): void {
  for (const { phase, subject, message, hint } of problems)
    if (phase === 'setup') log.error(`${subject}: ${message}${hint ? ` ${hint}` : ''}`);
}
