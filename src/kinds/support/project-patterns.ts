/** Which projects a user means: a name, an id or a glob, with `!` before it those to leave out. */
export interface ProjectPattern {
  /** As the user wrote it. */
  readonly written: string;
  readonly excludes: boolean;
  /** Whether it is for this organisation. */
  concerns(organisation: string): boolean;
  /** By name or by id. A project of an organisation that it concerns. */
  matches(project: NamedProject): boolean;
}

export interface NamedProject {
  id: string;
  /** Undefined where the service told none. */
  name?: string | undefined;
}

/** Characters of a pattern. A project's name has 64 at the most. */
const LONGEST = 200;

/**
 * `Store*`, `!Archive-*`, `contoso/Store*`: `*` stands for any characters, `?` for one, whatever the case. Throws
 * RangeError with what is wrong. A project's name has none of `/`, `*`, `?` (*Naming restrictions* of Azure DevOps).
 */
export function parseProjectPattern(written: string): ProjectPattern {
  if (written.length > LONGEST) throw new RangeError(`is longer than ${LONGEST} characters`);
  const excludes = written.startsWith('!');
  const parts = (excludes ? written.slice(1) : written).split('/').map((part) => part.trim());
  const project = parts.at(-1) ?? '';
  if (parts.length > 2 || parts.some((part) => part === ''))
    throw new RangeError('is neither a project nor an organisation and a project');
  const organisation = parts.length === 2 ? parts[0] : undefined;
  const isProject = wildcardTest(project);
  const isOrganisation = organisation === undefined ? () => true : wildcardTest(organisation);
  return {
    written,
    excludes,
    // A Server's collection is known by its whole URL.
    concerns: (name) => isOrganisation(name) || isOrganisation(name.slice(name.lastIndexOf('/') + 1)),
    matches: ({ id, name }) => isProject(id) || (name !== undefined && isProject(name)),
  };
}

/** Why patterns leave a project out, in their own words; undefined where they do not. */
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

/** Whether a project is of the part that patterns mean. Of an organisation that none of them chooses from, nothing is. */
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
 * Whether a text is what a pattern with `*` and `?` means. Takes no longer than the text is long, times the pattern:
 * it goes back to the last `*` only.
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
