import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { compose } from './compose.ts';
import type { conclude } from './conclude.ts';
import { messageOf, UserError } from './errors.ts';
import type { Host } from './host/types.ts';
import { systemClock } from './http/clock.ts';
import { chooseProxy } from './http/proxy.ts';
import { createTransport } from './http/transport.ts';
import { keepHeapSmall } from './memory.ts';
import type { Settings } from './settings.ts';
import { type Changes, createChanges } from './summary/changes.ts';
import { Cancelled, run } from './sync/run.ts';
import { toolOn } from './tool.ts';

/** A sync or its plan in the real world, from the settings to the summary. */
export async function execute(settings: Settings, host: Host, end: typeof conclude): Promise<void> {
  keepHeapSmall();
  const stop = new AbortController();
  const cancel = new AbortController();
  host.onCancel((reason) => {
    cancel.abort(new Cancelled(`The run was cancelled (${reason}).`));
    stop.abort(cancel.signal.reason);
  });
  const limit = endAfter(settings.timeLimit, stop);
  const changes = await beginSummary(settings.summaryDirectory, host);
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
  const report = await run(
    settings,
    compose(settings, {
      clock: systemClock,
      transports: { azureDevOps: transport, port: transport, ntlm: () => connection(1) },
      log: host.log,
      tool,
      runId: randomUUID(),
      secret: host.secret,
      mask: host.mask,
      environment: host.environment,
      federatedToken: host.federatedToken,
      jobProject: host.ambient.project,
      temporaryDirectory: host.ambient.temporaryDirectory,
      change: changes.write,
      stop,
      cancelled: cancel.signal,
    }),
  );
  clearTimeout(limit);
  await end(host, settings, report, changes);
}

function tellProxies({ proxy, organizationUrls, port }: Settings, { log, environment }: Host): void {
  const proxyFor = chooseProxy(proxy, environment);
  const through = new Map<string, string[]>();
  for (const url of [...organizationUrls, port.baseUrl]) {
    const place = proxyFor(new URL(url))?.url.origin;
    if (place) through.set(place, [...(through.get(place) ?? []), url]);
  }
  for (const [place, urls] of through) log.info(`Through the proxy ${place}: ${urls.join(', ')}`);
}

/** What a run does must be on record: without a place for it, it does not begin. */
async function beginSummary(folder: string, { mask }: Host): Promise<Changes> {
  try {
    return await createChanges(join(folder, 'changes.ndjson'), { mask });
  } catch (error) {
    throw new UserError(
      `The summary folder ${folder} cannot be written to: ${messageOf(error)}.`,
      'Name another one in summaryDirectory.',
      { cause: error },
    );
  }
}

function endAfter(seconds: number | undefined, stop: AbortController): NodeJS.Timeout | undefined {
  if (seconds === undefined) return undefined;
  const error = new UserError(
    `The run took longer than its time limit of ${seconds} s and was ended.`,
    'Raise timeLimit, or narrow the mapping. What was written stays; nothing was deleted.',
  );
  return setTimeout(() => stop.abort(error), seconds * 1000).unref();
}
