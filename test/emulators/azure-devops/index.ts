export type {
  AzureDevOpsEmulator,
  AzureDevOpsEmulatorOptions,
  UnknownParameter,
} from './emulator.ts';
export { createAzureDevOpsEmulator } from './emulator.ts';
export { parametersOf, routes } from './endpoints.ts';
export type { ShareRule } from './organisation/changes.ts';
export { kindNames } from './organisation/expected.ts';
export type { HookSubscription, Hooks, RaisedEvent } from './organisation/hooks.ts';
export { deliver, hooksOf } from './organisation/hooks.ts';
export type { Organisation, OrganisationOptions } from './organisation/organisation.ts';
export { createOrganisation } from './organisation/organisation.ts';
export type { ItemKind, Items, Place } from './organisation/places.ts';
export type { ExpectedOptions } from './organisation/raw-item-scope.ts';
export type { Preset, Scale, ScaleOption } from './organisation/scale.ts';
export { presets } from './organisation/scale.ts';
export type { CredentialSpec } from './service/credentials.ts';
export type { RateLimit } from './service/rate-limit.ts';
