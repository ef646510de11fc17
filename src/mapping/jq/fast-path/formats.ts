import { askEngine, jqError } from './fallback.ts';
import type { OneOutput } from './filter.ts';
import { elements, paidText } from './values.ts';
import { writtenJson, writtenText } from './written.ts';

/**
 * Text with some characters written otherwise. jq ends its tables of these with NUL, and so writes that one as `\\0`.
 */
const escaping =
  (special: RegExp, instead: Readonly<Record<string, string>>) =>
  (text: string): string =>
    paidText(text).replace(special, (character) => instead[character] ?? '\\0');

const html = escaping(/[&<>'"\0]/g, { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&apos;', '"': '&quot;' });
const inTable = escaping(/[\t\n\r\\\0]/g, { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' });
const inShell = escaping(/['\0]/g, { "'": "'\\''" });
const inCsv = escaping(/["\0]/g, { '"': '""' });

/** A row of a list of scalars. A null is nothing in it. */
const row =
  (between: string, written: (text: string) => string): OneOutput =>
  (input) => {
    if (!Array.isArray(input)) return jqError();
    const cells = elements(input).map((cell) => {
      if (cell === null) return '';
      return typeof cell === 'string' ? written(cell) : writtenJson(scalar(cell));
    });
    return paidText(cells.join(between));
  };

const scalar = (value: unknown): unknown => (typeof value === 'object' && value !== null ? jqError() : value);

const shellWord = (value: unknown): string =>
  typeof value === 'string' ? `'${inShell(value)}'` : writtenJson(scalar(value));

const uri: OneOutput = (input) =>
  encodeURIComponent(paidText(writtenText(input))).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Whole groups of four, of which the last may be filled up; jq takes others too. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Bytes that are no text are left to the engine. */
const fromBase64: OneOutput = (input) => {
  const text = paidText(writtenText(input));
  if (!BASE64.test(text)) return askEngine();
  try {
    return strictUtf8.decode(Buffer.from(text, 'base64'));
  } catch {
    return askEngine();
  }
};

/** The texts that `@name` makes of a value, by name. */
export const formats: Record<string, OneOutput> = {
  text: writtenText,
  json: writtenJson,
  html: (input) => html(writtenText(input)),
  uri,
  csv: row(',', (text) => `"${inCsv(text)}"`),
  tsv: row('\t', inTable),
  sh: (input) => paidText((Array.isArray(input) ? elements(input) : [input]).map(shellWord).join(' ')),
  base64: (input) => Buffer.from(paidText(writtenText(input))).toString('base64'),
  base64d: fromBase64,
};
