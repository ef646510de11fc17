import { CORE_SCHEMA, load, mergeTag, YAMLException } from 'js-yaml';
import { messageOf, type Problem } from '../../lib/errors.ts';
import { DEEPEST } from '../../lib/values/json.ts';
import { quoted } from './quoted.ts';

/** `<<` is YAML 1.1, and mappings use it; the rest of that version would turn `y` and `on` into true. */
const schema = CORE_SCHEMA.withTags(mergeTag);

/** A JSON document out of YAML text, or what is wrong with it. Shared anchors become copies. */
export function readYaml(text: string): { document: unknown } | { problem: Problem } {
  if (text.replace(/^\uFEFF/, '').trim() === '') return { problem: empty };
  try {
    return { document: plain(load(text, { schema, maxAliases: 10_000 }), 4 * text.length + MOST_CHARACTERS) };
  } catch (error) {
    return { problem: explain(error, text) };
  }
}

const empty: Problem = {
  where: 'document',
  message: 'is empty.',
  hint: 'It needs a list of resources: see the mapping guide.',
};

/** More than any mapping has, and less than takes long: anchors in anchors grow without end. */
const MOST_VALUES = 1_000_000;
const MOST_CHARACTERS = 1_000_000;

/** A copy of its own for every place that an anchor is used in. */
function plain(document: unknown, most: number): unknown {
  let values = 0;
  let characters = 0;
  const inside = new Set<object>();
  const copy = (value: unknown): unknown => {
    values += 1;
    if (typeof value === 'string') characters += value.length;
    if (values > MOST_VALUES || characters > most) throw new Error('its anchors make it too large');
    if (typeof value !== 'object' || value === null) return value;
    if (inside.has(value)) throw new Error('an anchor is used inside itself');
    if (inside.size > DEEPEST) throw new Error('its anchors make it too deep');
    inside.add(value);
    if (!Array.isArray(value)) for (const name of Object.keys(value)) characters += name.length;
    const copied = Array.isArray(value)
      ? value.map(copy)
      : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member)]));
    inside.delete(value);
    return copied;
  };
  return JSON.parse(JSON.stringify(copy(document ?? null)));
}

function explain(error: unknown, text: string): Problem {
  if (!(error instanceof YAMLException)) {
    return { where: 'YAML', message: `cannot be read: ${messageOf(error)}.` };
  }
  if (!error.mark) {
    return text.split('\n').every((line) => /^\s*(#|$)/.test(line))
      ? empty
      : { where: 'YAML', message: `${error.reason}.` };
  }
  const { line, column } = error.mark;
  return {
    where: `line ${line + 1}, column ${column + 1}`,
    message: `YAML: ${error.reason}: ${quoted((text.split(/\r\n|[\r\n]/)[line] ?? '').trim())}`,
  };
}
