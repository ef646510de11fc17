/** A `wiql` option: a condition, and the user's own order if it has one. */
export interface Condition {
  where: string;
  /** `[System.ChangedDate] DESC` */
  order?: string;
}

/** Splits at ` ORDER BY `, in any case, outside of quotes. */
export function parseCondition(wiql: string): Condition {
  const pattern = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\sORDER\s+BY\s/gi;
  for (const match of wiql.matchAll(pattern)) {
    if (!/^\s/.test(match[0])) continue;
    return {
      where: wiql.slice(0, match.index).trim(),
      order: wiql.slice(match.index + match[0].length).trim(),
    };
  }
  return { where: wiql.trim() };
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The query for a project's work item ids above `after`, in the order of their ids; or in the user's own order. */
export function idQuery(projectName: string, condition: Condition | undefined, after: number): string {
  const where = [`[System.TeamProject] = ${quoted(projectName)}`];
  if (condition?.where) where.push(`(${condition.where})`);
  if (!condition?.order) where.push(`[System.Id] > ${after}`);
  return `SELECT [Id] FROM WorkItems WHERE ${where.join(' AND ')} ORDER BY ${condition?.order ?? '[System.Id] Asc'}`;
}
