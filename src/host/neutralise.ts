/**
 * Text from outside, made safe to print in any host's log.
 *
 * The Azure agent acts on `##vso[` anywhere in a line. The GitHub runner acts on `::` at the start of a line and on
 * `##[` anywhere. Both compare as .NET compares words, which skips characters without width. So these are made visible,
 * and commands are found even with joiners between their letters.
 */

/** Joiners of emoji: they have no width, and do no harm by themselves. */
const JOINERS = '[\\u200d\\ufe0f]*';
const spread = (word: string) => [...word].map((c) => `${c}${JOINERS}`).join('');

const BRACKET_COMMAND = new RegExp(`#(${JOINERS}#${JOINERS}(?:${spread('vso')})?\\[)`, 'gi');
const COLON_COMMAND = new RegExp(`^([\\s\\u200d\\ufe0f]*:)(?=${JOINERS}:)`, 'u');

const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;
/** Control characters, and those that have no width or turn the direction of writing. Not tab, nor joiners. */
const INVISIBLE = /(?!\t|\u200d|\ufe0f)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Most characters of a line. Longer ones are cut, since agents have trouble with them. */
const LONGEST_LINE = 8_000;

const escapeCharacter = (character: string): string => {
  const code = character.codePointAt(0) as number;
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u{${code.toString(16).padStart(4, '0')}}`;
};

const shorten = (line: string): string =>
  line.length > LONGEST_LINE
    ? `${line.slice(0, LONGEST_LINE)}… (${line.length - LONGEST_LINE} more characters)`
    : line;

const neutraliseLine = (line: string): string =>
  shorten(line.toWellFormed())
    .toWellFormed()
    .replace(INVISIBLE, escapeCharacter)
    .replace(BRACKET_COMMAND, '# $1')
    .replace(COLON_COMMAND, '$1 ');

/** The lines of a text, without anything that a host or a terminal would act on. */
export const neutralise = (text: string): string[] => text.split(LINE_BREAK).map(neutraliseLine);

/** A text on one line, made safe likewise, for titles and for the data of a command. */
export const neutraliseInline = (text: string): string => neutralise(text).join(' ');

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what it looks for.
const COLOUR = /(\x1b\[(?:0|1|2|3[1-6])m)/;

/** Our own coloured lines: plain colours stay, all else is made safe. */
export const neutraliseColoured = (text: string): string[] =>
  text.split(LINE_BREAK).map((line) =>
    line
      .split(COLOUR)
      .map((part, index) => (index % 2 === 1 ? part : neutraliseLine(part)))
      .join(''),
  );
