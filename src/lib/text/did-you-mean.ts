/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other: Damerau-Levenshtein. */
export function distance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1];
      row[j] = Math.min(at(i - 1, j - 1) + (same ? 0 : 1), at(i - 1, j) + 1, at(i, j - 1) + 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) row[j] = Math.min(row[j] ?? 0, at(i - 2, j - 2) + 1);
    }
  }
  return at(from.length, to.length);
}

/** Letters from which on the beginning of a name tells which one is meant. */
const SHORTEST_BEGINNING = 3;

/** The name that a short form stands for: `repo`, `env`, `policies` of `repository-policy`, `pr` of `pull-request`. */
function abbreviated(word: string, names: readonly string[]): string | undefined {
  const short = word.toLowerCase().replace(/(?:ies|s)$/, '');
  const letters = short.replace(/^-+/, '').length;
  const lower = names.map((name) => ({ name, text: name.toLowerCase() }));
  const initials = lower.find(({ text }) => letters > 1 && text.replace(/-?(\w)\w*/g, '$1') === short);
  if (letters < SHORTEST_BEGINNING) return initials?.name;
  const begins = lower.filter(({ text }) => text.startsWith(short));
  const shortest = begins.sort((a, b) => a.text.length - b.text.length)[0];
  const part = lower.find(({ text }) => text.split('-').some((piece) => piece.startsWith(short)));
  return (shortest ?? initials ?? part)?.name;
}

function nearestByEdits(word: string, names: readonly string[]): string | undefined {
  let best: { name: string; edits: number } | undefined;
  for (const name of names) {
    const edits = distance(word.toLowerCase(), name.toLowerCase());
    if (!best || edits < best.edits) best = { name, edits };
  }
  return best && best.edits <= Math.max(2, Math.floor(word.length / 3)) ? best.name : undefined;
}

/** The name that was probably meant; undefined when none is near. Of several that begin alike, the shortest. */
export function nearest(word: string, names: Iterable<string>): string | undefined {
  const all = [...names];
  return abbreviated(word, all) ?? nearestByEdits(word, all);
}

export function didYouMean(word: string, names: Iterable<string>): string | undefined {
  const name = nearest(word, names);
  return name === undefined ? undefined : `Did you mean "${name}"?`;
}
