import type { AzureDevOps } from '../../azure-devops/types.ts';
import type { ReadScope } from '../../kinds/read-scope.ts';
import { UserError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { MappingOrigin, ParsedMapping } from '../../mapping/types.ts';
import type { OpenIntegration, PlannedIntegration } from '../../port/integration/integration.ts';
import type { Counters } from '../../report/counters/counters.ts';
import type { DeletionReport } from '../../report/report.ts';
import { counted, number } from '../../report/words/format.ts';
import { resourceName } from '../../report/words/words.ts';
import type { Settings } from '../../settings/types.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';

/** The lines that say what a run goes by and what it did, beside those of the resources. */

export function logSettings(
  log: Log,
  settings: Settings,
  organisations: readonly { devops: AzureDevOps; credential: string }[],
): void {
  for (const { devops, credential } of organisations)
    log.info(`Organisation ${devops.organisation.url} signed in by ${credential}`);
  log.info(`Port ${settings.port.baseUrl} as integration ${settings.integrationIdentifier}`);
  const limits = [
    `mode ${settings.mode}`,
    `deletions ${settings.deletionsLater ? 'later' : settings.deletions ? 'on' : 'off'}`,
    ...(settings.maxDeletions === undefined ? [] : [`at most ${settings.maxDeletions} deletions`]),
    ...scopeWords(settings.scope),
    `fails on ${settings.failOn}`,
    ...(settings.timeLimit === undefined ? [] : [`time limit ${settings.timeLimit} s`]),
  ];
  log.info(`Settings: ${limits.join(', ')}`);
}

const scopeWords = ({ projects, excludedTags, part }: ReadScope): string[] => [
  ...(projects.length === 0 ? [] : [`projects ${projects.map(({ written }) => written).join(', ')}`]),
  ...(excludedTags.length === 0 ? [] : [`without projects tagged ${excludedTags.join(', ')}`]),
  ...(part && part.only.length > 0 ? [`only ${part.only.join(', ')}`] : []),
  ...(part && part.projects.length > 0
    ? [`only projects ${part.projects.map(({ written }) => written).join(', ')}`]
    : []),
];

export function logMapping(log: Log, { mapping, origin }: ParsedMapping): void {
  const kinds = [...new Set(mapping.resources.map((r) => r.kind))];
  const resources = `${mapping.resources.length} ${mapping.resources.length === 1 ? 'resource' : 'resources'}`;
  log.info(
    `Mapping ${ORIGINS[origin.from](origin)}: ${resources}${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}`,
  );
  const off = (
    ['deleteDependentEntities', 'createMissingRelatedEntities', 'enableMergeEntity'] as const
  ).filter((flag) => !mapping[flag]);
  if (off.length > 0) log.info(`Switched off by the mapping: ${off.join(', ')}`);
}

const ORIGINS: Record<MappingOrigin['from'], (origin: MappingOrigin) => string> = {
  port: () => 'as stored in Port',
  file: (origin) => `of ${origin.from === 'file' ? origin.path : 'the file'}`,
  inline: () => 'of the config input',
  default: () => 'by default',
};

/** A blueprint that the mapping names and Port does not have costs its entities: said before anything is written. */
export function reportMissingBlueprints(
  targets: readonly MappingTarget[],
  catalog: Catalog,
  counters: Counters,
  log: Log,
): void {
  for (const { blueprint, resource } of targets) {
    if (blueprint === undefined || catalog.blueprint(blueprint)) continue;
    const error = new UserError(
      `Blueprint "${blueprint}" does not exist in Port: entities of ${resourceName(resource)} cannot be written.`,
      'Create the blueprint in Port, or correct the name in the mapping.',
      { code: 'PCS1306' },
    );
    log.error(`${error.message} ${error.hint} (${error.code})`, {
      kind: resource.kind,
      index: resource.index,
      phase: 'load',
    });
    counters.problem('setup', resource.kind, error);
  }
}

export function logSetUp(log: Log, { state, actions }: OpenIntegration): void {
  if (actions.length === 0) log.info(`The integration is ${state === 'adopted' ? 'adopted' : 'as it was'}.`);
  for (const action of actions) log.info(`Set up: ${action}`);
}

export function logPlannedSetUp(log: Log, { setup }: PlannedIntegration): void {
  for (const action of setup) log.info(`A sync would first: ${action}`);
}

/** Logs how many are gone. What is held back, and why, stands in the summary at the end of the log. */
export function logDeletions(log: Log, report: DeletionReport, planning: boolean): void {
  const held = report.heldBack.reduce((sum, h) => sum + h.count, 0);
  const { stale, deleted, owned, leftAlone = 0 } = report;
  const looked = owned - leftAlone;
  const but = leftAlone > 0 ? `, but for ${number(leftAlone)} that are left alone,` : '';
  const ofPart = leftAlone > 0 ? ' of this part' : '';
  if (looked === 0) log.info(`Nothing to remove: this integration owned nothing${ofPart} before.`);
  else if (stale === 0)
    log.info(
      `Nothing is gone: all ${counted(looked, 'entity', 'entities')} owned before${but} are still there.`,
    );
  else {
    const would = planning ? 'would be ' : '';
    log.info(
      `${number(stale)} of ${number(looked)} ${stale === 1 ? 'is' : 'are'} gone: ${number(deleted)} ${would}deleted, ${number(held)} ${would}held back.`,
    );
  }
}
