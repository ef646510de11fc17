import type { Host } from '../../host/types.ts';
import { SCHEDULE, scheduleText } from '../../settings/schedule.ts';
import type { ResyncSchedule, Settings } from '../../settings/types.ts';
import { runEnvironment } from '../process/run-environment.ts';
import type { WorkFolder } from '../work-folder.ts';

export interface ResyncEnvironmentOptions {
  settings: Pick<Settings, 'stateDirectory'>;
  host: Host;
  folder: Pick<WorkFolder, 'cursors'>;
  schedule: ResyncSchedule | undefined;
}

/**
 * The environment of a resync. It names the folder of cursors: full ones note them, and incremental ones go on from
 * them.
 */
export const resyncEnvironment = ({
  settings,
  host,
  folder,
  schedule,
}: ResyncEnvironmentOptions): Record<string, string | undefined> => ({
  ...runEnvironment(host),
  PORT_SYNC_STATE_DIRECTORY: settings.stateDirectory ?? folder.cursors,
  ...(schedule && { [SCHEDULE]: scheduleText(schedule) }),
});
