/** A rule that was broken, and how. */
export interface Failure {
  rule: string;
  detail: string;
}

export const failing = (rule: string, details: Iterable<string>, name: string): Failure[] => {
  const all = [...details];
  if (all.length === 0) return [];
  const more = all.length > 3 ? ` … ${all.length} in all` : '';
  return [{ rule, detail: `${name}: ${all.slice(0, 3).join('; ')}${more}` }];
};

export const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Failure of a run that throws. */
export const thrown = (error: unknown): Failure => ({
  rule: 'no run throws or hangs',
  detail: error instanceof Error ? (error.stack ?? '') : String(error),
});
