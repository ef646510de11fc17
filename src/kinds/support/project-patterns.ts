/**
 * A pattern by which the user chooses projects: a name, an id or a glob. With `!` before it, it leaves projects out.
 */
export interface ProjectPattern {
  /** The pattern as the user wrote it. */
  readonly written: string;
  readonly excludes: boolean;
  /** Whether the pattern is for this organisation. */
  concerns(organisation: string): boolean;
  /** Whether the pattern means a project, by name or id. Asked for projects of organisations that it concerns. */
  matches(project: NamedProject): boolean;
}

export interface NamedProject {
  id: string;
  /** Undefined where the service does not tell it. */
  name?: string | undefined;
}

/** Most characters of a pattern. A project's name has 64 at the most. */
const LONGEST = 200;

/**
 * Reads a pattern such as `Store*`, `!Archive-*` or `contoso/Store*`: `*` stands for any characters, `?` for one, and
 * case does not matter. No project's name has `/`, `*` or `?` in it (*Naming restrictions* of Azure DevOps). Throws
 * Error with what is wrong.
 */
export function parseProjectPattern(written: string): ProjectPattern {
  if (written.length > LONGEST) throw new Error(`is longer than ${LONGEST} characters`);
  const excludes = written.startsWith('!');
  const parts = (excludes ? written.slice(1) : written).split('/').map((part) => part.trim());
  const project = parts.at(-1) ?? '';
  if (parts.length > 2 || parts.some((part) => part === ''))
    throw new Error('is neither a project nor an organisation and a project');
  const organisation = parts.length === 2 ? parts[0] : undefined;
  const isProject = wildcardTest(project);
  const isOrganisation = organisation === undefined ? () => true : wildcardTest(organisation);
  return {
    written,
    excludes,
    // The name of a Server's collection is its whole URL.
    concerns: (name) => isOrganisation(name) || isOrganisation(name.slice(name.lastIndexOf('/') + 1)),
    matches: ({ id, name }) => isProject(id) || (name !== undefined && isProject(name)),
  };
}

/** The patterns that leave a project out, as the user wrote them. Undefined where none does. */
export function leftOutBy(
  patterns: readonly ProjectPattern[],
  organisation: string,
  project: NamedProject,
): string | undefined {
  const own = patterns.filter((pattern) => pattern.concerns(organisation));
  const excluding = own.find((pattern) => pattern.excludes && pattern.matches(project));
  if (excluding) return excluding.written;
  const including = own.filter(({ excludes }) => !excludes);
  if (including.length === 0 || including.some((pattern) => pattern.matches(project))) return undefined;
  return including.map(({ written }) => written).join(', ');
}

/** Whether a project is in the part of a run that patterns mean. Where some choose projects, all others are not. */
export function isMeantBy(
  patterns: readonly ProjectPattern[],
  organisation: string,
  project: NamedProject,
): boolean {
  const matching = patterns.filter((pattern) => pattern.concerns(organisation) && pattern.matches(project));
  const including = patterns.filter(({ excludes }) => !excludes);
  return (
    !matching.some(({ excludes }) => excludes) &&
    (including.length === 0 || including.some((pattern) => matching.includes(pattern)))
  );
}

/**
 * A test of texts by a pattern with `*` and `?`. Takes at most the length of the text times that of the pattern: it
 * backtracks to the last `*` only.
 */
export function wildcardTest(pattern: string): (text: string) => boolean {
  const wanted = [...folded(pattern)];
  return (text) => {
    const given = [...folded(text)];
    let at = 0;
    let from = -1;
    let upTo = 0;
    for (let i = 0; i < given.length; ) {
      if (wanted[at] === '*') {
        from = at++;
        upTo = i;
      } else if (wanted[at] === '?' || wanted[at] === given[i]) {
        at++;
        i++;
      } else if (from !== -1) {
        at = from + 1;
        i = ++upTo;
      } else return false;
    }
    while (wanted[at] === '*') at++;
    return at === wanted.length;
  };
}

const folded = (text: string): string => text.normalize('NFC').toLowerCase();
