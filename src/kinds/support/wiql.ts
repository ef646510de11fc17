/** A `wiql` option: a condition, an order of the user's own, or both. */
export interface Condition {
  /** The condition. Empty where there is none. */
  where: string;
  /** The user's own order: `[System.ChangedDate] DESC`. */
  order?: string;
}

/** Matches texts and names of fields, and outside of both the words ORDER BY. */
const PARTS = /'[^']*'|"[^"]*"|\[[^[\]]*\]|(?<![\w.])ORDER\s+BY(?![\w.])/gi;

/** Splits at ORDER BY, in any case. */
export function parseCondition(wiql: string): Condition {
  for (const { 0: part, index } of wiql.matchAll(PARTS)) {
    if (!/^o/i.test(part)) continue;
    const order = wiql.slice(index + part.length).trim();
    return { where: wiql.slice(0, index).trim(), ...(order && { order }) };
  }
  return { where: wiql.trim() };
}

/** A text, quoted for a query. */
export const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * The query for ids of a project's work items: those above `after` in ascending order, or all in the user's own order.
 * `among`: only these ids are asked about.
 */
export function idQuery(
  projectName: string,
  condition: Condition | undefined,
  after: number,
  among?: readonly number[],
): string {
  const where = [`[System.TeamProject] = ${quoted(projectName)}`];
  if (condition?.where) where.push(`(${condition.where})`);
  if (among) where.push(`[System.Id] IN (${among.join(', ')})`);
  if (!condition?.order) where.push(`[System.Id] > ${after}`);
  return `SELECT [Id] FROM WorkItems WHERE ${where.join(' AND ')} ORDER BY ${condition?.order ?? '[System.Id] Asc'}`;
}
