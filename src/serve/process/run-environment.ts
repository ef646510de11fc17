import type { Host } from '../../host/types.ts';
import { inputsOf } from '../../inputs/lookup.ts';
import { environmentName } from '../../inputs/names.ts';
import { oceanOnly } from '../../inputs/ocean.ts';

/** The environment of a run: that of this process, with the flags that it was started with. */
export const runEnvironment = (host: Host): Record<string, string | undefined> => {
  const given = inputsOf('terminal').flatMap(({ name }) => {
    const value = host.input(name);
    return value === undefined ? [] : [[environmentName(name), value] as const];
  });
  return {
    ...host.environment,
    ...Object.fromEntries(given),
    // The warning about it was told by this process.
    [oceanOnly.jqAccess]: undefined,
    PORT_SYNC_HOST: 'terminal',
    PORT_SYNC_LOG_FORMAT: 'json',
    // Giving way to a pipeline's run is no failure of a process that tries again.
    PORT_SYNC_ON_OVERLAP: host.input('onOverlap') || 'skip',
  };
};
