import { keepOrganisation, planOrganisation } from '../hooks/keep-hooks.ts';
import type { HooksReport } from '../hooks/outcome/hooks-protocol.ts';
import { outcomeWords, planWords, type Told } from '../hooks/outcome/hooks-words.ts';
import { AT_ONCE } from '../hooks/read/read-hooks.ts';
import { removeHooks } from '../hooks/remove-hooks.ts';
import { markOf } from '../hooks/subscription/mark.ts';
import type { HookTarget, KeepOptions } from '../hooks/subscription/types.ts';
import type { Host } from '../host/types.ts';
import { controllerUnder } from '../lib/async/controller-under.ts';
import { append } from '../lib/collections/append.ts';
import { messageOf, UserError } from '../lib/errors.ts';
import type { ServeSettings, Settings } from '../settings/types.ts';
import type { SyncContext } from '../sync/context.ts';
import { mappingOf } from '../sync/items/open-items.ts';
import { choosePart } from '../sync/prepare/choose-part.ts';
import { chooseTemporaryFolder } from './folders.ts';
import { composeFor } from './run-sync.ts';

/** Puts the subscriptions right. Rejects where the mapping cannot be read: what is wanted is not known then. */
export async function keepHooks(
  settings: Settings,
  host: Host,
  ended: AbortSignal,
  isStart: boolean,
): Promise<HooksReport> {
  const report: HooksReport = { outcomes: [], failures: [] };
  await forOrganisations(settings, host, ended, isStart, report.failures, async (options) => {
    const outcome = await keepOrganisation(options);
    report.outcomes.push(outcome);
    tell(host, outcomeWords(outcome));
  });
  return report;
}

/** `serve --plan-hooks`: tells what would be done, and writes nothing. True where something would be. */
export async function planHooksOf(settings: Settings, host: Host, ended: AbortSignal): Promise<boolean> {
  const failures: string[] = [];
  let count = 0;
  await forOrganisations(settings, host, ended, true, failures, async (options) => {
    const { plan, outcome } = await planOrganisation(options);
    count += plan.actions.length + plan.deferred.length;
    tell(host, planWords(plan, outcome));
  });
  if (failures.length > 0) throw failed(failures);
  return count > 0;
}

/** `serve --remove-hooks`: removes what this installation has made. */
export async function removeHooksOf(settings: Settings, host: Host, ended: AbortSignal): Promise<void> {
  const context = contextOf(settings, host, ended);
  const target = await targetOf(settings);
  const failures: string[] = [];
  for (const { devops } of context.organisations) {
    const { clock } = context;
    const { removed, failures: some, doubts } = await removeHooks({ devops, target, clock, signal: ended });
    host.log.info(
      `Subscriptions of ${devops.organisation.name}: ${removed} removed. Those that others have made are left.`,
    );
    for (const doubt of doubts) host.log.warn(doubt);
    append(failures, some);
  }
  if (failures.length > 0) throw failed(failures);
}

const failed = (failures: readonly string[]): UserError =>
  new UserError(failures.join('\n'), undefined, { code: 'PCS2201' });

const tell = ({ log }: Host, lines: readonly Told[]): void => {
  for (const { level, words } of lines) log[level](words);
};

const forOrganisations = async (
  settings: Settings,
  host: Host,
  ended: AbortSignal,
  isStart: boolean,
  failures: string[],
  work: (options: KeepOptions) => Promise<void>,
): Promise<void> => {
  const own = settings.serve as ServeSettings;
  if (own.hooks.url === undefined)
    throw new UserError(
      'There is no base URL for events, so that no subscriptions are made.',
      'Give it in baseUrl (OCEAN__BASE_URL).',
      { code: 'PCS1001' },
    );
  const context = contextOf(settings, host, ended);
  const target = await targetOf(settings);
  const kinds = await kindsOf(settings, context);
  for (const { devops } of context.organisations)
    try {
      await work({
        devops,
        clock: context.clock,
        log: host.log,
        signal: ended,
        target,
        kinds,
        scope: settings.scope,
        isProjectsLimited: own.hooks.isProjectsLimited,
        isStart,
      });
    } catch (error) {
      ended.throwIfAborted();
      failures.push(`Subscriptions of ${devops.organisation.name}: ${messageOf(error)}`);
    }
};

const contextOf = (settings: Settings, host: Host, ended: AbortSignal): SyncContext => {
  // Lines of a run about itself and its services are nothing new at each check.
  const quiet = { ...host, log: { ...host.log, info: host.log.debug, warn: host.log.debug } };
  return composeFor({ ...settings, maxConcurrency: Math.min(settings.maxConcurrency, AT_ONCE) }, quiet, {
    temporary: chooseTemporaryFolder(host),
    change: async () => {},
    stop: controllerUnder(ended),
    cancelled: ended,
  });
};

const kindsOf = async (settings: Settings, context: SyncContext): Promise<ReadonlySet<string>> => {
  const { kinds, inputLabel } = context;
  const stored = await mappingOf(settings, context);
  const { mapping } = choosePart(stored.mapping, kinds, settings.scope, inputLabel);
  return new Set(mapping.resources.map(({ kind }) => kind));
};

const targetOf = async ({ port, integrationIdentifier, serve }: Settings): Promise<HookTarget> => {
  const { webhook, hooks } = serve as ServeSettings;
  const installation = {
    portBaseUrl: port.baseUrl,
    portClientId: port.clientId,
    integrationIdentifier,
  };
  return {
    url: hooks.url,
    ...(webhook.secret !== undefined && { username: webhook.username, password: webhook.secret }),
    mark: await markOf(installation, webhook.secret),
  };
};
