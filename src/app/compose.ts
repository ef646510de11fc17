import { availableParallelism } from 'node:os';
import { repositoryFileReader } from '../kinds/files/file-reader.ts';
import { kinds } from '../kinds/registry.ts';
import { createMapper } from '../mapping/mapper.ts';
import type { MapperOptions } from '../mapping/types.ts';
import { createTelemetry } from '../port/telemetry/telemetry.ts';
import type { Settings } from '../settings/types.ts';
import type { SyncContext } from '../sync/context.ts';
import { createSpools } from '../sync/load/spool.ts';
import { createRunTelemetry } from '../sync/record/run-telemetry.ts';
import { connectAzureDevOps } from './connect-azure-devops.ts';
import { connectPort } from './connect-port.ts';
import type { Outside, SharedServiceOptions } from './outside.ts';

/** Puts the parts together: the one place that knows them all. */
export function compose(settings: Settings, outside: Outside): SyncContext {
  const { clock, stop, tool, runId } = outside;
  const version = tool.version;
  const telemetry = createRunTelemetry(outside.log, clock, (integration) =>
    createTelemetry({
      port,
      integration,
      clock,
      log: outside.log,
      version,
      runId,
      mask: outside.mask,
      sendRawDataExamples: settings.sendRawDataExamples,
    }),
  );
  const { log } = telemetry;
  const service: SharedServiceOptions = {
    clock,
    log,
    maxConcurrency: settings.maxConcurrency,
    requestTimeoutSeconds: settings.requestTimeout,
    ...(outside.random && { random: outside.random }),
  };
  // Writes in flight settle after the run was stopped: Port's calls are given up a moment later than Azure DevOps'.
  const abandoned = new AbortController();
  const { writesAs = settings.mode === 'event' ? 'http_request' : undefined } = outside;
  const port = connectPort(
    settings,
    { ...outside, ...(writesAs && { writesAs }) },
    service,
    abandoned.signal,
  );
  const organisations = connectAzureDevOps(settings, outside, service);
  return {
    clock,
    log,
    tool,
    runId,
    port,
    services: () => [...organisations.map(({ devops }) => devops.stats()), port.stats()],
    organisations,
    kinds,
    createMapper: (mapping) => createMapper(mapping, mapperOptions(settings, outside, organisations)),
    spools: createSpools(outside.temporaryDirectory, undefined, outside.temporaryFailed),
    telemetry,
    mask: outside.mask,
    ...(outside.inputLabel && { inputLabel: outside.inputLabel }),
    change: outside.change,
    putOff:
      outside.putOff ?? (() => Promise.reject(new Error('nothing keeps the deletions that are put off'))),
    stop,
    cancelled: outside.cancelled,
    abandonPort: (reason) => abandoned.abort(reason),
  };
}

/** The options of what evaluates the mapping: its bounds, and what its expressions can see. */
const mapperOptions = (
  { jqEnvironment }: Settings,
  { workerPath }: Outside,
  organisations: SyncContext['organisations'],
): MapperOptions => ({
  environment: jqEnvironment,
  timeLimitSeconds: 20,
  maxWorkers: Math.max(1, Math.min(2, availableParallelism() - 1)),
  readFile: repositoryFileReader(organisations.map(({ devops }) => devops)),
  ...(workerPath && { workerPath }),
});
