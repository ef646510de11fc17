import { chunks } from '../../../lib/collections/chunks.ts';
import type { Port } from '../../../port/port.ts';
import { PortError } from '../../../port/port-error.ts';
import type { StoredEntity } from '../../../port/types.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Candidates } from '../held.ts';

export interface RelationsToGoneOptions {
  catalog: Pick<Catalog, 'blueprint'>;
  /** Relations of entities, whoever owns them. */
  relationsOf(blueprint: string, identifiers: readonly string[]): AsyncIterable<StoredEntity[]>;
  searchOwned: Port['searchOwned'];
  searchRelating: Port['searchRelating'];
}

/** Named entities whose relations come in one answer, and gone ones in one question. */
const AT_ONCE = 200;
/** Entities of a page of a search. */
const PAGE = 1000;

/** A question for what relates to gone entities of one blueprint. `witness`: an entity that has to be in its answer. */
interface Question {
  target: string;
  gone: string[];
  witness: { identifier: string; target: string };
}

/**
 * Relations of entities of a blueprint (of all that is owned, unless they are named), all that may be to a candidate.
 * Where that is fewer requests, Port is asked for what relates to the candidates, whatever it is: nobody has seen it
 * answer to that, so that each question asks for an entity as well that is known to relate to one of the blueprint.
 * Without it the answer proves nothing, and the relations of all are read.
 */
export async function* relationsToGone(
  blueprint: string,
  identifiers: readonly string[] | undefined,
  candidates: Candidates,
  options: RelationsToGoneOptions,
): AsyncIterable<StoredEntity[]> {
  const all = identifiers
    ? options.relationsOf(blueprint, identifiers)
    : options.searchOwned(blueprint, ['relations']);
  let isAsked = false;
  for await (const page of all) {
    yield page;
    if (isAsked) continue;
    isAsked = true;
    const questions = questionsOf(blueprint, page, candidates, options.catalog);
    if (!isWorth(questions, page, identifiers)) continue;
    if (yield* answersTo(questions, blueprint, identifiers && new Set(identifiers), options)) return;
  }
}

/** Whether asking takes fewer requests than going on. How many follow is not known where they are not named. */
function isWorth(
  questions: readonly Question[],
  first: readonly StoredEntity[],
  identifiers: readonly string[] | undefined,
): boolean {
  if (questions.length === 0) return false;
  if (!identifiers) return first.length >= PAGE;
  const rest = Math.ceil(identifiers.length / AT_ONCE) - 1;
  return questions.length * Math.ceil(identifiers.length / PAGE) < rest;
}

/** The questions to Port. None where a blueprint that has candidates lacks a witness. */
function questionsOf(
  blueprint: string,
  known: readonly StoredEntity[],
  candidates: Candidates,
  catalog: RelationsToGoneOptions['catalog'],
): Question[] {
  const relations = Object.entries(catalog.blueprint(blueprint)?.relations ?? {});
  const targets = new Set(relations.map(([, { target }]) => target));
  const questions: Question[] = [];
  for (const target of targets) {
    const all = candidates.get(target) ?? new Set();
    if (all.size === 0) continue;
    const names = relations.flatMap(([name, to]) => (to.target === target ? [name] : []));
    const witness = witnessAmong(known, names, all);
    if (!witness) return [];
    for (const some of chunks([...all], AT_ONCE)) questions.push({ target, gone: some, witness });
  }
  return questions;
}

/** One that relates to nothing of what is gone, so that it is in the answer for its target alone. */
function witnessAmong(
  known: readonly StoredEntity[],
  names: readonly string[],
  gone: ReadonlySet<string>,
): Question['witness'] | undefined {
  for (const { identifier, relations } of known) {
    const targets = names.flatMap((name) => relations?.[name] ?? []);
    const [target] = targets;
    if (target !== undefined && !targets.some((one) => gone.has(one))) return { identifier, target };
  }
  return undefined;
}

/** The answers, as far as they are of these entities, if any are named. Whether each shows its witness. */
async function* answersTo(
  questions: readonly Question[],
  blueprint: string,
  kept: ReadonlySet<string> | undefined,
  { searchRelating }: RelationsToGoneOptions,
): AsyncGenerator<StoredEntity[], boolean> {
  try {
    for (const { target, gone, witness } of questions) {
      let isShown = false;
      for await (const page of searchRelating(blueprint, { blueprint: target, identifiers: gone }, witness)) {
        isShown ||= page.some((one) => isWitness(one, witness));
        yield kept ? page.filter(({ identifier }) => kept.has(identifier)) : page;
      }
      if (!isShown) return false;
    }
    return true;
  } catch (error) {
    // The question is refused.
    if (error instanceof PortError && error.likelyCause === 'invalid') return false;
    throw error;
  }
}

const isWitness = ({ identifier, relations }: StoredEntity, witness: Question['witness']): boolean =>
  identifier === witness.identifier &&
  Object.values(relations ?? {})
    .flat()
    .includes(witness.target);
