import { askEngine } from './fallback.ts';
import { entriesOf, jqValue, numberText, paidText } from './values.ts';

/** The text that `tojson` makes of a value. */
export function writtenJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      return numberText(value);
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return paidText(Array.isArray(value) ? writtenList(value) : writtenObject(value));
    default:
      return askEngine();
  }
}

/** The text that `tostring` makes of a value. A text stays as it is. */
export const writtenText = (value: unknown): string =>
  typeof value === 'string' ? value : writtenJson(value);

const writtenList = (list: readonly unknown[]): string =>
  `[${list.map((element) => writtenJson(jqValue(element))).join(',')}]`;

/** Names that JavaScript puts in front of all others, wherever they were. */
export const POSITION = /^(?:0|[1-9]\d*)$/;

function writtenObject(object: object): string {
  const members = entriesOf(object);
  if (members.some(([name]) => POSITION.test(name))) return askEngine();
  return `{${members.map(([name, value]) => `${quoted(name)}:${writtenJson(jqValue(value))}`).join(',')}}`;
}

/** jq escapes what JSON asks for, and DEL. */
const quoted = (text: string): string => JSON.stringify(paidText(text)).replaceAll('\u007f', '\\u007f');
