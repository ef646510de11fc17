import { randomUUID } from 'node:crypto';
import { messageOf, ProblemsError } from './errors.ts';
import type { Host, SummaryFiles } from './host/types.ts';
import type { Settings } from './settings.ts';
import type { Changes } from './summary/changes.ts';
import { emptyReport } from './summary/empty.ts';
import type { Report } from './summary/report.ts';
import { failureOf } from './sync/record.ts';
import { toolOn } from './tool.ts';

type Places = Pick<Settings, 'summaryDirectory' | 'artifactName'>;

/** Leaves the summary and tells the host how the run ended. A summary that cannot be written is told, never fatal. */
export async function conclude(host: Host, places: Places, report: Report, changes?: Changes): Promise<void> {
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
  await host.finish(report, files);
}

/** The run could not begin: every problem is told, and the summary says so too. */
export async function refuse(host: Host, error: unknown): Promise<void> {
  if (error instanceof ProblemsError)
    for (const { where, message, hint } of error.problems)
      host.log.error(`${where}: ${message}${hint ? ` ${hint}` : ''}`);
  const now = new Date().toISOString();
  const report = emptyReport(toolOn(host), { id: randomUUID(), mode: 'sync', startedAt: now });
  report.run = { ...report.run, status: 'failed', failure: failureOf(error) };
  const places = {
    summaryDirectory: host.input('summaryDirectory') || 'port-sync-summary',
    artifactName: host.input('artifactName') || 'port-sync-summary',
  };
  await conclude(host, places, report);
}
