/** Variables of a process, by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A variable by which Port's Docker step (the Ocean integration) is configured. */
export const ocean = (name: string): string => `OCEAN__INTEGRATION__CONFIG__${name}`;

/** Variables of the Docker step that have no input of their own. */
export const oceanOnly = {
  accountMode: ocean('ACCOUNT_MODE'),
  organizationUrl: ocean('ORGANIZATION_URL'),
  createPortResourcesOrigin: 'OCEAN__CREATE_PORT_RESOURCES_ORIGIN',
  jqAccess: 'OCEAN__ALLOW_ENVIRONMENT_VARIABLES_JQ_ACCESS',
  eventListener: 'OCEAN__EVENT_LISTENER',
  /** Port's chart has a job of its own read in short intervals what changed since. */
  incremental: 'OCEAN__INTEGRATION__INCREMENTAL_SYNC_ENABLED',
} as const;

/** Whether incremental runs are switched on as by Port's chart. */
export const wantsIncrements = (environment: Variables): boolean =>
  environment[oceanOnly.incremental]?.trim().toLowerCase() === 'true';
