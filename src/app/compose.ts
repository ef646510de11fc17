import { availableParallelism } from 'node:os';
import { isSignIn } from '../azure-devops/answers.ts';
import { createAzureDevOps } from '../azure-devops/client.ts';
import { createCredential } from '../azure-devops/credentials.ts';
import { isStopped } from '../azure-devops/known-answers.ts';
import { organisationWarning, parseOrganisationUrl } from '../azure-devops/organisation.ts';
import type { Host } from '../host/types.ts';
import { createService } from '../http/service.ts';
import type { Transport } from '../http/types.ts';
import { kinds } from '../kinds/registry.ts';
import { repositoryFileReader } from '../kinds/support/file-reader.ts';
import type { Clock } from '../lib/clock.ts';
import { type Log, silent } from '../lib/log.ts';
import { createMapper } from '../mapping/mapper.ts';
import { createPort } from '../port/client.ts';
import { createTelemetry } from '../port/telemetry/telemetry.ts';
import type { Change, Report } from '../report/report.ts';
import type { Settings } from '../settings/types.ts';
import { createSpools } from '../sync/load/spool.ts';
import { createVisible } from '../sync/record/run-telemetry.ts';
import type { Tools } from '../sync/run.ts';

/** What a run stands on: the real world, or a test's. */
export interface Outside {
  clock: Clock;
  /** `ntlm` makes a transport with one connection, which is what NTLM signs. */
  transports: { azureDevOps: Transport; port: Transport; ntlm?: () => Transport };
  log: Log;
  tool: Report['tool'];
  runId: string;
  secret(value: string): void;
  mask(text: string): string;
  environment?: Readonly<Record<string, string | undefined>>;
  federatedToken?: Host['federatedToken'];
  jobProject?: string;
  inputLabel?: Host['inputLabel'];
  temporaryDirectory?: string;
  /** What to make of an error in it. */
  temporaryFailed?(error: unknown): Error;
  workerPath?: string;
  /** From 0 up to 1: the jitter of waits. */
  random?(): number;
  change(change: Change): Promise<void>;
  stop: AbortController;
  cancelled: AbortSignal;
}

/** Of a token that may be any pipeline's nobody knows the project. */
const jobProjectOf = (credential: Settings['credential'], own = ''): { jobProject?: string } =>
  credential.kind === 'jobToken' ? { jobProject: credential.unknownOwner ? '' : own } : {};

/** Puts the parts together: the one place that knows them all. */
export function compose(settings: Settings, outside: Outside): Tools {
  const { clock, stop, tool, runId } = outside;
  const version = tool.version;
  const visible = createVisible(outside.log, clock, (integration) =>
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
  const { log } = visible;
  const maxAnswerBytes = settings.maxAnswerSize * 2 ** 20;
  const shared = {
    clock,
    log,
    maxConcurrency: settings.maxConcurrency,
    requestTimeoutSeconds: settings.requestTimeout,
    ...(outside.random && { random: outside.random }),
  };
  const aside = { ...shared, transport: outside.transports.port, log: silent, retryBudget: 20 };
  // Writes in flight settle after the run was stopped: Port's calls are given up a moment later than Azure DevOps'.
  const abandoned = new AbortController();
  const port = createPort({
    service: createService({
      ...shared,
      name: 'Port',
      transport: outside.transports.port,
      signal: stop.signal,
      abandon: abandoned.signal,
    }),
    background: createService({ ...aside, name: 'Port (metrics and logs)', maxConcurrency: 6 }),
    lastWord: createService({ ...aside, name: 'Port' }),
    baseUrl: settings.port.baseUrl,
    identifier: settings.integrationIdentifier,
    clientId: settings.port.clientId,
    clientSecret: settings.port.clientSecret,
    version,
    runId,
    maxAnswerBytes,
    clock,
    ...(outside.random && { random: outside.random }),
    signal: stop.signal,
    log,
    announceSecret: outside.secret,
  });
  const credential = createCredential(settings.credential, {
    transport: outside.transports.azureDevOps,
    connection: outside.transports.ntlm,
    clock,
    log,
    federatedToken: outside.federatedToken,
    announceSecret: outside.secret,
    environment: outside.environment,
    signal: stop.signal,
  });
  const organisations = settings.organizationUrls.map((url) => {
    const organisation = parseOrganisationUrl(url);
    const warning = organisationWarning(organisation);
    if (warning) log.warn(warning);
    // A service of its own for each: one that is dead, or throttled, holds up only itself.
    const service = createService({
      ...shared,
      name: settings.organizationUrls.length > 1 ? `Azure DevOps ${organisation.name}` : 'Azure DevOps',
      transport: credential.transport ?? outside.transports.azureDevOps,
      authorize: credential.headers,
      renew: credential.renew,
      isUnauthorised: isSignIn,
      isFinal: isStopped,
      signal: stop.signal,
    });
    return {
      devops: createAzureDevOps({ organisation, service, maxAnswerBytes }),
      credential: credential.name,
      ...jobProjectOf(settings.credential, outside.jobProject),
    };
  });
  return {
    clock,
    log,
    tool,
    runId,
    port,
    services: () => [...organisations.map(({ devops }) => devops.stats()), port.stats()],
    organisations,
    kinds,
    createMapper: (mapping) =>
      createMapper(mapping, {
        environment: settings.jqEnvironment,
        timeLimitSeconds: 20,
        maxWorkers: Math.max(1, Math.min(2, availableParallelism() - 1)),
        readFile: repositoryFileReader(organisations.map(({ devops }) => devops)),
        ...(outside.workerPath && { workerPath: outside.workerPath }),
      }),
    spools: createSpools(outside.temporaryDirectory, undefined, outside.temporaryFailed),
    visible,
    ...(outside.inputLabel && { inputLabel: outside.inputLabel }),
    change: outside.change,
    stop,
    cancelled: outside.cancelled,
    abandonPort: (reason) => abandoned.abort(reason),
  };
}
