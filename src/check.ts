import { randomUUID } from 'node:crypto';
import { tell } from './conclude.ts';
import type { Host } from './host/types.ts';
import { kinds } from './kinds/registry.ts';
import { createMapper } from './mapping/mapper.ts';
import type { Settings } from './settings.ts';
import { emptyReport } from './summary/empty.ts';
import type { Report } from './summary/report.ts';
import { checkExpressions, givenMapping } from './sync/prepare.ts';
import { failureOf, problemsIn } from './sync/record.ts';
import { toolOn } from './tool.ts';

/** Validates a mapping and compiles its expressions, without any request. */
export async function check(settings: Settings, host: Host): Promise<Report> {
  const began = Date.now();
  const run = { id: randomUUID(), mode: 'check' as const, startedAt: new Date(began).toISOString() };
  const report = emptyReport(toolOn(host), run);
  try {
    const parsed = await givenMapping(settings.mapping, kinds);
    if (!parsed) return report;
    const { mapping, origin, warnings } = parsed;
    report.mapping = { origin: origin.from, resources: mapping.resources.length };
    report.warnings.push(...warnings);
    const mapper = createMapper(mapping, {
      environment: settings.jqEnvironment,
      timeLimitSeconds: 20,
      maxWorkers: 1,
    });
    try {
      await checkExpressions(mapper);
    } finally {
      await mapper.close();
    }
  } catch (error) {
    report.run.status = 'failed';
    report.run.failure = failureOf(error);
    report.problems = problemsIn(error);
    tell(host, report);
  }
  const ended = Date.now();
  report.run.finishedAt = new Date(ended).toISOString();
  report.run.durationSeconds = (ended - began) / 1000;
  return report;
}
