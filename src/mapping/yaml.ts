import { CORE_SCHEMA, load, mergeTag, YAMLException } from 'js-yaml';
import { messageOf, type Problem } from '../errors.ts';

/** `<<` is YAML 1.1, and mappings use it; the rest of that version would turn `y` and `on` into true. */
const schema = CORE_SCHEMA.withTags(mergeTag);

/** A JSON document out of YAML text, or what is wrong with it. Shared anchors become copies. */
export function readYaml(text: string): { document: unknown } | { problem: Problem } {
  if (text.replace(/^\uFEFF/, '').trim() === '') return { problem: empty };
  try {
    return { document: plain(load(text, { schema, maxAliases: 10_000 })) };
  } catch (error) {
    return { problem: explain(error, text) };
  }
}

const empty: Problem = {
  where: 'document',
  message: 'is empty.',
  hint: 'It needs a list of resources: see the mapping guide.',
};

function plain(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document ?? null));
}

function explain(error: unknown, text: string): Problem {
  if (!(error instanceof YAMLException)) {
    return { where: 'YAML', message: `cannot be read: ${messageOf(error)}` };
  }
  if (!error.mark) {
    return text.split('\n').every((line) => /^\s*(#|$)/.test(line))
      ? empty
      : { where: 'YAML', message: `${error.reason}.` };
  }
  const { line, column } = error.mark;
  return {
    where: `line ${line + 1}, column ${column + 1}`,
    message: `YAML: ${error.reason}: ${JSON.stringify((text.split(/\r?\n/)[line] ?? '').trim().slice(0, 200))}`,
  };
}
