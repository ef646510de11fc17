/** A `wiql` option: a condition, and the user's own order if it has one. Either may be all that it is. */
export interface Condition {
  /** Empty: there is no condition. */
  where: string;
  /** `[System.ChangedDate] DESC` */
  order?: string;
}

/** Texts, names of fields, and the words ORDER BY outside of both. */
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

/** A text as a value of a query. */
export const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * The query for a project's work item ids above `after`, in the order of their ids; or in the user's own order. `among`:
 * where only some are asked about.
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
