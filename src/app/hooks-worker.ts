import { FIRST_CHECK, type HooksReport } from '../hooks/outcome/hooks-protocol.ts';
import type { Host } from '../host/types.ts';
import { UserError } from '../lib/errors.ts';
import type { Settings } from '../settings/types.ts';
import { keepHooks } from './run-hooks.ts';
import { tellParent } from './tell-parent.ts';

/** Checks the subscriptions once for an always-on process, which hears how it ended. */
export async function checkHooks(settings: Settings, host: Host, ended: AbortSignal): Promise<void> {
  const isStart = host.environment[FIRST_CHECK] === 'true';
  await tellParent(await keepHooks(settings, host, ended, isStart).catch(withoutMapping));
}

/** No mapping says what is to be subscribed before the first resync. */
const withoutMapping = (error: unknown): HooksReport => {
  if (!(error instanceof UserError && error.code === 'PCS1304')) throw error;
  return { outcomes: [], failures: [`Subscriptions come after the first resync: ${error.message}`] };
};
