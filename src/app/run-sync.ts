import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '../host/types.ts';
import { bypassWarning } from '../http/transport/agent-bypass.ts';
import { chooseProxy } from '../http/transport/proxy.ts';
import { createTransport } from '../http/transport/transport.ts';
import { systemClock } from '../lib/async/clock.ts';
import { getOrCreate } from '../lib/collections/get-or-create.ts';
import { Cancelled, UserError } from '../lib/errors.ts';
import type { PutOff } from '../report/put-off.ts';
import { spelled } from '../settings/spelled.ts';
import type { Settings } from '../settings/types.ts';
import { createChanges } from '../summary/changes.ts';
import { clearSummary } from '../summary/write.ts';
import { writePutOff } from '../summary/write-put-off.ts';
import type { SyncContext } from '../sync/context.ts';
import { run } from '../sync/run.ts';
import { commentOnPullRequest } from './comment-on-pull-request.ts';
import { compose } from './compose.ts';
import type { conclude } from './finish.ts';
import {
  chooseTemporaryFolder,
  openSummary,
  summaryFailure,
  type TemporaryFolder,
  temporaryFailure,
  tryTemporary,
} from './folders.ts';
import type { Outside } from './outside.ts';
import { toolOn } from './tool.ts';

/** A sync or its plan, from the settings to the summary. `ended`: aborted to end the run early. */
export async function runSync(
  settings: Settings,
  host: Host,
  end: typeof conclude,
  ended: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const cancel = new AbortController();
  const endEarly = () => {
    if (ended.reason instanceof Cancelled) cancel.abort(ended.reason);
    stop.abort(ended.reason);
  };
  if (ended.aborted) endEarly();
  ended.addEventListener('abort', endEarly, { once: true });
  const limit = endAfter(settings.timeLimit, stop);
  const temporary = chooseTemporaryFolder(host);
  await tryTemporary(temporary);
  const folder = await openSummary(settings.summaryDirectory);
  try {
    await clearSummary(folder.path);
    if (folder.notice) host.log.warn(spelled(folder.notice, host.inputLabel));
    const changes = await createChanges(join(folder.path, 'changes.ndjson'), {
      mask: host.mask,
      failed: (error) => summaryFailure(folder.path, error),
    });
    const keep = { change: changes.write, putOff: keepPutOff(folder.path, host) };
    const context = composeFor(settings, host, { temporary, ...keep, stop, cancelled: cancel.signal });
    const report = await run(settings, context);
    clearTimeout(limit);
    if (folder.notice) report.warnings.push(spelled(folder.notice, host.inputLabel));
    await commentOnPullRequest(host, settings, report, ended);
    await end(host, settings, report, { changes, folder, ended });
  } finally {
    await folder.release();
  }
}

type OutsideOfRun = Pick<Outside, 'change' | 'putOff' | 'stop' | 'cancelled' | 'writesAs'> & {
  temporary: TemporaryFolder;
};

/** The real outside of a run. */
export function composeFor(
  settings: Settings,
  host: Host,
  { temporary, ...outside }: OutsideOfRun,
): SyncContext {
  const tool = toolOn(host);
  const connection = (maxSockets?: number) =>
    createTransport({
      proxy: settings.proxy,
      certificates: settings.certificates,
      environment: host.environment,
      userAgent: `${tool.name} ${tool.version}`,
      maxSockets,
    });
  const transport = connection();
  host.log.info(`${tool.name} ${tool.version} on ${tool.runtime}`);
  tellProxies(settings, host);
  return compose(settings, {
    clock: systemClock,
    transports: { azureDevOps: transport, port: transport, ntlm: () => connection(1) },
    log: host.log,
    tool,
    runId: randomUUID(),
    secret: host.secret,
    mask: host.mask,
    environment: host.environment,
    inputLabel: host.inputLabel,
    federatedToken: host.federatedToken,
    jobProject: host.ambient.project,
    temporaryDirectory: temporary.path,
    temporaryFailed: (error) => temporaryFailure(temporary, error),
    ...outside,
  });
}

const keepPutOff =
  (folder: string, { mask }: Host) =>
  (putOff: PutOff): Promise<void> =>
    writePutOff(folder, putOff, mask).catch((error: unknown) => {
      throw summaryFailure(folder, error);
    });

function tellProxies({ proxy, organizationUrls, port }: Settings, { log, environment }: Host): void {
  const warning = bypassWarning(proxy?.bypass);
  if (warning) log.warn(warning);
  const proxyFor = chooseProxy(proxy, environment);
  const through = new Map<string, string[]>();
  for (const url of [...organizationUrls, port.baseUrl]) {
    const place = proxyFor(new URL(url))?.url.origin;
    if (place) getOrCreate(through, place, () => []).push(url);
  }
  for (const [place, urls] of through) log.info(`Through the proxy ${place} to ${urls.join(' ')}`);
}

function endAfter(seconds: number | undefined, stop: AbortController): NodeJS.Timeout | undefined {
  if (seconds === undefined) return undefined;
  const error = new UserError(
    `The run took longer than its time limit of ${seconds} s and was ended.`,
    'Raise timeLimit, or narrow the mapping. What was written stays; nothing was deleted.',
    { code: 'PCS6001' },
  );
  return setTimeout(() => stop.abort(error), seconds * 1000).unref();
}
