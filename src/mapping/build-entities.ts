import { errorText } from './jq/engine/messages.ts';
import type { Cell } from './jq/engine/protocol.ts';
import type { EntityPlan, Leaf, ResourcePlan, Tree } from './resource-plan.ts';
import type { EntityBody, ItemOutcome, MappedEntity } from './types.ts';

type Row = readonly Cell[];

/** The texts of an item's `file://` properties, by path. An error where one could not be read. */
export type Files = ReadonlyMap<string, string | null | Error>;

type Unmade =
  | { result: 'failed'; field: string; message: string }
  | { result: 'misconfigured'; field: string };

const isError = (cell: Cell | undefined): cell is { readonly e: unknown } =>
  typeof cell === 'object' && 'e' in cell;

/** The value of a cell. A cell without one is null. */
const outputOf = (cell: Cell | undefined): unknown => (Array.isArray(cell) ? cell[0] : null);

/**
 * The outcome of one item, out of its row of results. Fields that failed are null and in `fieldErrors` (place →
 * message).
 */
export function buildEntities(
  plan: ResourcePlan,
  row: Row,
  files: Files | undefined,
  fieldErrors: Record<string, string>,
): ItemOutcome {
  const selected = row[plan.selector.slot];
  const refusal = selectorRefusal(selected);
  if (refusal !== undefined) {
    return { result: 'failed', field: plan.selector.place, message: refusal, entities: [] };
  }
  if (outputOf(selected) === false) return { result: 'filtered' };
  const entities: MappedEntity[] = [];
  let unmade: Unmade | undefined;
  const empty: string[] = [];
  for (let index = 0; index < plan.entities.length; index += 1) {
    const made = makeEntity(plan.entities[index] as EntityPlan, index, row, files, fieldErrors);
    if ('body' in made) entities.push(made);
    else {
      if (made.result === 'misconfigured') empty.push(made.field);
      if (unmade?.result !== 'failed') unmade = made;
    }
  }
  if (unmade?.result === 'misconfigured' && empty.length > 1) return { ...unmade, fields: empty, entities };
  return unmade ? { ...unmade, entities } : { result: 'mapped', entities };
}

function selectorRefusal(cell: Cell | undefined): string | undefined {
  if (isError(cell)) return errorText(cell.e);
  const value = outputOf(cell);
  return typeof value === 'boolean' ? undefined : `must give true or false, and gave ${described(cell)}`;
}

function described(cell: Cell | undefined): string {
  if (!Array.isArray(cell)) return 'nothing';
  const [value] = cell;
  if (value === null) return 'null';
  return Array.isArray(value)
    ? 'a list'
    : ({ object: 'an object', string: 'text' }[typeof value as string] ?? 'a number');
}

function makeEntity(
  plan: EntityPlan,
  mapping: number,
  row: Row,
  files: Files | undefined,
  fieldErrors: Record<string, string>,
): MappedEntity | Unmade {
  const failed = firstError(plan.identifier, row) ?? firstError(plan.blueprint, row);
  if (failed) return { result: 'failed', ...failed };
  const read = (tree: Tree) => evaluate(tree, row, files, fieldErrors);
  const identifier = read(plan.identifier);
  if (isEmpty(identifier)) return { result: 'misconfigured', field: placeOf(plan.identifier) };
  const blueprint = outputOf(row[plan.blueprint.slot]);
  if (isEmpty(blueprint)) return { result: 'misconfigured', field: plan.blueprint.place };
  if (typeof blueprint !== 'string' && typeof blueprint !== 'number') {
    const message = `must give text, and gave ${described(row[plan.blueprint.slot])}`;
    return { result: 'failed', field: plan.blueprint.place, message };
  }
  const body: Record<string, unknown> = { identifier };
  for (const [name, tree] of plan.plain) body[name] = read(tree);
  body.blueprint = String(blueprint);
  const unread = unreadFiles(plan, files);
  if (plan.properties) {
    const isRead = ([, tree]: [string, Tree]) => !unread.some(({ field }) => field === placeOf(tree));
    body.properties = objectOf(unread.length > 0 ? plan.properties.filter(isRead) : plan.properties, read);
  }
  if (plan.relations) body.relations = objectOf(plan.relations, read);
  return {
    mapping,
    key: typeof identifier === 'object' ? undefined : String(identifier),
    blueprint: String(blueprint),
    body: body as unknown as EntityBody,
    ...(unread.length > 0 && { unread }),
  };
}

function objectOf(trees: [string, Tree][], read: (tree: Tree) => unknown): Record<string, unknown> {
  if (trees.some(([name]) => name === '__proto__'))
    return Object.fromEntries(trees.map(([name, tree]) => [name, read(tree)]));
  const object: Record<string, unknown> = {};
  for (const [name, tree] of trees) object[name] = read(tree);
  return object;
}

/**
 * Whether a value counts as empty: exporters before this one skip all that Python calls false, so 0, false, [] and {}.
 */
function isEmpty(value: unknown): boolean {
  return !value || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** The place of a value in the mapping. Of a search query it is that of its first value. */
function placeOf(tree: Tree): string {
  if ('place' in tree) return tree.place;
  return leavesOf(tree)[0]?.place ?? 'identifier';
}

function leavesOf(tree: Tree): Leaf[] {
  if ('slot' in tree) return [tree];
  if ('list' in tree) return tree.list.flatMap(leavesOf);
  return 'fields' in tree ? tree.fields.flatMap(([, inner]) => leavesOf(inner)) : [];
}

function firstError(tree: Tree, row: Row): { field: string; message: string } | undefined {
  if ('slot' in tree) {
    const cell = row[tree.slot];
    return isError(cell) ? { field: tree.place, message: errorText(cell.e) } : undefined;
  }
  for (const leaf of leavesOf(tree)) {
    const error = firstError(leaf, row);
    if (error) return error;
  }
  return undefined;
}

/**
 * Properties whose files could not be read. They are not written as null, which would overwrite what the catalog has.
 */
const unreadFiles = (plan: EntityPlan, files: Files | undefined): NonNullable<MappedEntity['unread']> =>
  (files ? (plan.properties ?? []) : []).flatMap(([, tree]) => {
    const text = 'file' in tree ? files?.get(tree.file) : undefined;
    return text instanceof Error ? [{ field: placeOf(tree), error: text }] : [];
  });

function evaluate(
  tree: Tree,
  row: Row,
  files: Files | undefined,
  fieldErrors: Record<string, string>,
): unknown {
  if ('slot' in tree) {
    const cell = row[tree.slot];
    if (isError(cell)) fieldErrors[tree.place] = errorText(cell.e);
    return outputOf(cell);
  }
  return evaluateInner(tree, row, files, fieldErrors);
}

/** Apart from `evaluate`, where a function inside would cost an object for each field. */
function evaluateInner(
  tree: Exclude<Tree, Leaf>,
  row: Row,
  files: Files | undefined,
  fieldErrors: Record<string, string>,
): unknown {
  const inner = (child: Tree) => evaluate(child, row, files, fieldErrors);
  if ('list' in tree) return tree.list.map(inner);
  if ('fields' in tree) return objectOf(tree.fields, inner);
  const text = files?.get(tree.file);
  return text instanceof Error ? null : (text ?? null);
}
