import { isOfSomeProjects, type ReadScope } from '../../kinds/read-scope.ts';
import type { KindDefinition, Source } from '../../kinds/types.ts';
import { ProblemsError } from '../../lib/errors.ts';
import type { ParsedMapping, Resource } from '../../mapping/types.ts';

/** The name of an input as the user writes it. */
type Label = (name: string) => string;

/**
 * Marks the resources that a run of a part leaves alone. Throws ProblemsError where `only` names what the mapping does
 * not have, or where nothing is left to read.
 */
export function choosePart<T extends Pick<ParsedMapping, 'mapping'>>(
  parsed: T,
  kinds: ReadonlyMap<string, KindDefinition>,
  scope: Pick<ReadScope, 'part'>,
  label: Label = (name) => name,
): T {
  const { part } = scope;
  if (!part) return parsed;
  const { resources } = parsed.mapping;
  const unknown = part.only.filter((wanted) => !resources.some((resource) => isMeant(wanted, resource)));
  if (unknown.length > 0)
    throw new ProblemsError(
      'The part to read is none of the mapping:',
      unknown.map((wanted) => ({
        where: label('only'),
        message: `${JSON.stringify(wanted.slice(0, 60))} is neither a kind of the mapping nor the position of a resource.`,
        hint: `Kinds: ${[...new Set(resources.map(({ kind }) => kind))].join(', ')}. Positions: 0 to ${resources.length - 1}.`,
      })),
      'PCS1001',
    );
  const marked = resources.map((resource): Resource => {
    const leftAlone = whyLeftAlone(resource, kinds.get(resource.kind), scope);
    return leftAlone === undefined ? resource : { ...resource, leftAlone };
  });
  if (resources.length > 0 && marked.every(({ leftAlone }) => leftAlone !== undefined))
    throw new ProblemsError(
      'The part to read is empty:',
      [
        {
          where: label('onlyProjects'),
          message: 'None of these resources is of projects.',
          hint: `Leave ${label('onlyProjects')} out for kinds of the whole organisation.`,
        },
      ],
      'PCS1001',
    );
  return { ...parsed, mapping: { ...parsed.mapping, resources: marked } };
}

/** A kind's name, or the position of a resource as messages have it: `3`, `resources[3]`. */
const isMeant = (wanted: string, { kind, index }: Resource): boolean =>
  wanted.toLowerCase() === kind ||
  wanted === `${index}` ||
  wanted === `resources[${index}]` ||
  wanted.toLowerCase() === `${kind}-${index}`;

function whyLeftAlone(
  resource: Resource,
  kind: KindDefinition | undefined,
  scope: Pick<ReadScope, 'part'>,
): string | undefined {
  const { only = [] } = scope.part ?? {};
  if (only.length > 0 && !only.some((wanted) => isMeant(wanted, resource))) return 'only';
  if (!isOfSomeProjects(scope) || !kind) return undefined;
  const roots = [kind.source(resource.options)].flat().map(rootOf);
  return roots.some(({ ofProjects }) => ofProjects) ? undefined : 'onlyProjects';
}

const rootOf = (source: Source): Source => (source.under ? rootOf(source.under) : source);
