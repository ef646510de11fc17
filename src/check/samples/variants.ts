import type { Resource } from '../../mapping/types.ts';

type Value = string | boolean;

/** Options that change what an item holds, by kind; the first value of each is the default. */
const shaping: Readonly<Record<string, Readonly<Record<string, readonly Value[]>>>> = {
  project: { defaultTeam: [false, true] },
  pipeline: { includeRepo: [false, true] },
  build: { enrichWithFirstCommit: [false, true] },
  release: { expand: ['', 'environments', 'artifacts', 'variables', 'tags'] },
  'release-definition': {
    expand: ['environments', 'none', 'artifacts', 'triggers', 'variables', 'tags', 'lastRelease'],
  },
  'test-run': { includeResults: [true, false], codeCoverage: [false, true] },
  'work-item': { expand: ['All', 'None', 'Fields', 'Relations', 'Links'] },
  team: { includeMembers: [false, true], includeAreaPaths: [false, true] },
  user: { source: ['entitlements', 'graph'], includeGroupMemberships: [false, true] },
  wiki: { includeContent: [false, true] },
};

/** A kind read with some of its options: `team includeMembers=true includeAreaPaths=false`. */
export interface Variant {
  name: string;
  kind: string;
  options: Record<string, Value>;
}

const named = (kind: string, options: Record<string, Value>): Variant => ({
  name: [kind, ...Object.entries(options).map(([option, value]) => `${option}=${value}`)].join(' '),
  kind,
  options,
});

const combined = (options: Readonly<Record<string, readonly Value[]>>): Record<string, Value>[] =>
  Object.entries(options).reduce<Record<string, Value>[]>(
    (rows, [option, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [option]: value }))),
    [{}],
  );

/** The variants of a kind. */
export const variantsOf = (kind: string): Variant[] =>
  combined(shaping[kind] ?? {}).map((options) => named(kind, options));

/** The variant that a resource reads; of a value that shapes nothing, the default's. */
export const variantOf = ({ kind, options }: Pick<Resource, 'kind' | 'options'>): string => {
  const shaped = Object.entries(shaping[kind] ?? {}).map(([option, values]): [string, Value] => {
    const given = options[option];
    const value = typeof values[0] === 'boolean' ? Boolean(given) : given;
    return [option, values.find((known) => known === value) ?? (values[0] as Value)];
  });
  return named(kind, Object.fromEntries(shaped)).name;
};
