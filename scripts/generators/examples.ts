import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinds } from '../../src/kinds/registry.ts';
import { root } from '../lib/root.ts';

interface Example {
  kind: string;
  blueprint: string;
  /** Blueprints that the relations lead to. */
  targets: readonly string[];
  /** The words of the first line of its mapping. */
  shows: string;
}

const SHOWS = /^# Shows: (.+)\.\n/;

const exampleOf = (kind: string): Example => {
  const read = (file: string) => readFileSync(join(root, 'examples/kinds', kind, file), 'utf8');
  const { identifier, relations = {} } = JSON.parse(read('blueprint.json'));
  const [, shows] = SHOWS.exec(read('mapping.yaml')) ?? [];
  if (!shows)
    throw new Error(`examples/kinds/${kind}/mapping.yaml does not begin with a line "# Shows: ….".`);
  const targets = Object.values<{ target: string }>(relations).map(({ target }) => target);
  return { kind, blueprint: identifier, targets, shows };
};

/** Topological order: what a blueprint relates to comes before it, and otherwise the order of the registry stays. */
const inOrder = (examples: readonly Example[]): Example[] => {
  const placed = new Set<Example>();
  const place = (example: Example, above: readonly Example[]): void => {
    if (placed.has(example) || above.includes(example)) return;
    for (const target of example.targets) {
      const other = examples.find(({ blueprint }) => blueprint === target);
      if (other) place(other, [...above, example]);
    }
    placed.add(example);
  };
  for (const example of examples) place(example, []);
  return [...placed];
};

/** The examples in markdown, in the order in which their blueprints can be made. */
export const exampleTable = (): string => {
  const link = (kind: string, file: string) => `(kinds/${kind}/${file})`;
  const rows = inOrder([...kinds.keys()].map(exampleOf)).map(
    ({ kind, shows }) =>
      `| ${kind} | [blueprint]${link(kind, 'blueprint.json')}, [mapping]${link(kind, 'mapping.yaml')} | ${shows} |`,
  );
  return ['| kind | files | shows |', '| --- | --- | --- |', ...rows].join('\n');
};
