import { isObject } from '../answers.ts';
import type { Integration } from '../types.ts';

/** The type of integrations of Azure DevOps, and the processing mode of those that are mapped by their exporter. */
export const APP_TYPE = 'azure-devops';
const OWN_MODE = 'ocean-core';

/** The settings of an integration of this tool's: no live events, no actions, no mapping by Port’s own processor. */
export const settingsOf = (version: string) => ({
  installationAppType: APP_TYPE,
  version,
  changelogDestination: {},
  actionsProcessingEnabled: false,
  incrementalSyncEnabled: false,
  processingMode: OWN_MODE,
});

/** The differences of an integration from these settings, in words. */
export const changes = (found: Integration, version: string): string[] => {
  const all: [boolean, string][] = [
    [found.installationAppType !== APP_TYPE, `its type is set to ${APP_TYPE}`],
    [found.version !== version, `its version goes from ${found.version ?? 'none'} to ${version}`],
    [!isEmpty(found.changelogDestination), 'its live events are switched off'],
    [found.actionsProcessingEnabled === true, 'its processing of actions is switched off'],
    [found.incrementalSyncEnabled === true, 'its incremental sync is switched off'],
  ];
  const mode = ownMode(found);
  return [...all.flatMap(([differs, text]) => (differs ? [text] : [])), ...(mode ? [mode.because] : [])];
};

/** The patch by which entities are mapped here and not by Port; undefined where they are already. */
export const ownMode = ({ processingMode = OWN_MODE }: Pick<Integration, 'processingMode'>) =>
  processingMode === OWN_MODE
    ? undefined
    : {
        body: { processingMode: OWN_MODE },
        because: `its processing mode goes from ${processingMode} to ${OWN_MODE}: this tool maps the entities itself, Port’s own processor no longer does`,
      };

/**
 * Whether another exporter ran the integration last. It shows by settings that this tool never leaves, or by a version
 * beyond this tool's own (Port's exporter for Azure DevOps is at 0.12).
 */
export const isFromElsewhere = (found: Integration, version: string): boolean =>
  found.processingMode === 'dsp' ||
  found.actionsProcessingEnabled === true ||
  !isEmpty(found.changelogDestination) ||
  isBeyond(found.version ?? '0', version);

/** Versions of this tool that took an answer for a whole list without proof. */
const BEFORE_PROOF = ['0.1.0'];

export const isBeforeProof = (found: Integration, version: string): boolean =>
  BEFORE_PROOF.includes(found.version ?? '') && found.version !== version && !isFromElsewhere(found, version);

const isBeyond = (version: string, other: string): boolean =>
  version.localeCompare(other, 'en', { numeric: true }) > 0;

/** Whether there is nothing: undefined, null or an object without members. */
export const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (isObject(value) && Object.keys(value).length === 0);
