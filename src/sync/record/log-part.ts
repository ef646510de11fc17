import type { Log } from '../../lib/log.ts';
import type { ParsedMapping } from '../../mapping/types.ts';
import type { Counters } from '../../report/counters/counters.ts';
import { counted, listed } from '../../report/words/format.ts';
import { resourceName } from '../../report/words/words.ts';
import type { Settings } from '../../settings/types.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';

/** Examples of projects in a message. */
const NAMED = 5;

/** Says what a run of a part left alone: it is no full sync, and shows nothing of the rest. */
export function logPart(
  { settings, prepared, targets, visibility, counters, context }: PartState,
  entities: number,
): void {
  const { part } = settings.scope;
  if (!part) return;
  const kinds = prepared.parsed.mapping.resources
    .filter(({ leftAlone }) => leftAlone !== undefined)
    .map(resourceName);
  const projects = visibility.outside();
  const names = projects.slice(0, NAMED).map((name) => JSON.stringify(name));
  const more = projects.length > NAMED ? ['others'] : [];
  const left = [
    ...kinds,
    ...(projects.length > 0
      ? [`${counted(projects.length, 'project')} (${listed([...names, ...more])})`]
      : []),
    ...(entities > 0
      ? [`${counted(entities, 'entity', 'entities')} that no resource made and that may be of the rest`]
      : []),
  ];
  const message = `This run was of a part, and is no full sync. Left alone: ${left.length > 0 ? listed(left) : 'nothing'}.`;
  context.log.info(message);
  counters.warn(message);
  for (const { resource, withheld, conflicts } of targets)
    if (withheld && !resource.leftAlone && conflicts.some((other) => targets[other]?.resource.leftAlone))
      counters.warn(
        `${resourceName(resource)} was not written: with enableMergeEntity: false a later resource, which is left alone, decides what its entities are.`,
      );
}

interface PartState {
  settings: Pick<Settings, 'scope'>;
  prepared: { parsed: Pick<ParsedMapping, 'mapping'> };
  targets: readonly MappingTarget[];
  /** The visibility, whose `outside` gives the names of the projects that the run left alone. */
  visibility: { outside(): string[] };
  counters: Counters;
  context: { log: Log };
}
