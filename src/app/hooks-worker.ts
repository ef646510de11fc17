import { FIRST_CHECK } from '../hooks/hooks-protocol.ts';
import type { Host } from '../host/types.ts';
import type { Settings } from '../settings/types.ts';
import { keepHooks } from './run-hooks.ts';
import { tellParent } from './tell-parent.ts';

/** One check of the subscriptions for an always-on process, which hears how it ended. */
export async function checkHooks(settings: Settings, host: Host, ended: AbortSignal): Promise<void> {
  const isStart = host.environment[FIRST_CHECK] === 'true';
  await tellParent(await keepHooks(settings, host, ended, isStart));
}
