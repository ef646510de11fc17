import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { kinds } from '../../src/kinds/registry.ts';
import { parseMapping } from '../../src/mapping/definition/parse-mapping.ts';
import type { ParsedMapping } from '../../src/mapping/types.ts';
import type { Blueprint } from '../../src/port/types.ts';

const folder = new URL('../../examples/', import.meta.url);

/** The text of a file under examples/. */
export const textOf = (path: string): string => readFileSync(new URL(path, folder), 'utf8');

export const namesIn = (path: string): string[] => readdirSync(fileURLToPath(new URL(path, folder))).sort();

export interface Example {
  kind: string;
  blueprint: Blueprint;
  parsed: ParsedMapping;
}

export const examples: readonly Example[] = namesIn('kinds').map((kind) => {
  const path = `kinds/${kind}/mapping.yaml`;
  return {
    kind,
    blueprint: JSON.parse(textOf(`kinds/${kind}/blueprint.json`)),
    parsed: parseMapping({ text: textOf(path), path }, kinds, { from: 'file', path }),
  };
});

/** One mapping document of several examples: what a user has who pasted them all. */
export const documentOf = (chosen: readonly Example[], flags: Record<string, unknown> = {}): string =>
  JSON.stringify({ ...flags, resources: chosen.flatMap(({ parsed }) => parsed.document.resources) });
