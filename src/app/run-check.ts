import { randomUUID } from 'node:crypto';
import { builtInSamples, sampleText } from '../check/samples/built-in.ts';
import { type OwnSamples, ownSamples } from '../check/samples/own.ts';
import { type Samples, trial } from '../check/trial.ts';
import type { Host } from '../host/types.ts';
import { kinds } from '../kinds/registry.ts';
import { append } from '../lib/collections/append.ts';
import { ProblemsError, stackOf } from '../lib/errors.ts';
import { notCompiling } from '../mapping/compile.ts';
import { givenMapping } from '../mapping/definition/load-mapping.ts';
import { MalformedMapping } from '../mapping/definition/parse-mapping.ts';
import { createMapper } from '../mapping/mapper.ts';
import type { Mapper, Mapping, ParsedMapping } from '../mapping/types.ts';
import { createCounters } from '../report/counters/counters.ts';
import { emptyReport } from '../report/empty.ts';
import type { Report } from '../report/report.ts';
import { statusOf } from '../report/words/verdict.ts';
import type { Settings } from '../settings/types.ts';
import { failureOf, problemsIn } from '../sync/record/ending.ts';
import { logProblems } from './finish.ts';
import { toolOn } from './tool.ts';

/** Validates a mapping, compiles its expressions and tries it on sample items, without any request. */
export async function runCheck(settings: Settings, host: Host): Promise<Report> {
  const began = Date.now();
  const run = { id: randomUUID(), mode: 'check' as const, startedAt: new Date(began).toISOString() };
  const report = emptyReport(toolOn(host), run);
  try {
    await tryMapping(settings, report);
  } catch (error) {
    report.run.status = 'failed';
    report.run.failure = failureOf(error);
    report.problems = problemsIn(error);
    const stack = stackOf(error);
    if (stack) host.log.debug(stack);
    logProblems(host, report);
  }
  const ended = Date.now();
  report.run.finishedAt = new Date(ended).toISOString();
  report.run.durationSeconds = (ended - began) / 1000;
  return report;
}

/** Throws ProblemsError with everything that is wrong: the mapping's form, its expressions, the samples. */
async function tryMapping(settings: Settings, report: Report): Promise<void> {
  const wrong: ProblemsError[] = [];
  const noted = (error: unknown): undefined => {
    if (!(error instanceof ProblemsError)) throw error;
    wrong.push(error);
  };
  const parsed = await givenMapping(settings.mapping, kinds).catch(noted);
  const own =
    settings.samples === undefined
      ? undefined
      : await ownSamples(settings.samples, kinds.keys()).catch(noted);
  const malformed = wrong.find((error) => error instanceof MalformedMapping);
  const resources = parsed?.mapping.resources ?? malformed?.resources ?? [];
  const mapper = createMapper(
    { resources },
    {
      environment: settings.jqEnvironment,
      timeLimitSeconds: 20,
      maxWorkers: 1,
      readFile: async () => sampleText,
    },
  );
  try {
    const refused = await mapper.check();
    if (refused.length > 0) wrong.push(notCompiling(refused));
    if (wrong.length > 0) throw together(wrong);
    if (parsed) await trySamples(parsed, await samplesFor(parsed.mapping, own), mapper, report);
  } finally {
    await mapper.close();
  }
}

/** Several errors as one, with the class of the first. */
function together(errors: readonly ProblemsError[]): ProblemsError {
  const [first] = errors as [ProblemsError];
  if (errors.length === 1) return first;
  const problems = errors.flatMap((error) =>
    error.problems.map((problem) => ({ ...(error.code && { code: error.code }), ...problem })),
  );
  return new ProblemsError(first.summary, problems, first.code ?? 'PCS1301');
}

async function trySamples(
  { mapping, origin, warnings }: ParsedMapping,
  samples: readonly Samples[],
  mapper: Mapper,
  report: Report,
): Promise<void> {
  const path = origin.from === 'file' ? { path: origin.path } : {};
  report.mapping = { origin: origin.from, ...path, resources: mapping.resources.length };
  report.warnings.push(...warnings);
  const counters = createCounters(mapping);
  report.check = { resources: [] };
  for (const [index, resource] of mapping.resources.entries())
    report.check.resources.push(await trial(resource, samples[index] as Samples, mapper, counters));
  report.resources = [...counters.resources];
  report.totals.rawItems = report.resources.reduce((sum, { rawItems }) => sum + rawItems, 0);
  report.problems = counters.problems;
  append(report.warnings, counters.warnings);
  report.run.status = statusOf(report);
}

/** Samples aligned with the resources: the user's own, and built-in ones for kinds without any. */
async function samplesFor({ resources }: Mapping, own: OwnSamples | undefined): Promise<Samples[]> {
  const builtIn = await builtInSamples(resources);
  return resources.map(({ kind }, index) => {
    const items = own?.get(kind);
    return items ? { from: 'own', items } : { from: 'built in', items: builtIn[index] ?? [] };
  });
}
