import fc from 'fast-check';

const literals = ['""', '"/"', '"-"', '"1"', '"a"', '" "', '"null"', '"0a"', '"=\\\\/"', '"/x/"'];
const patterns = [
  ' ',
  '/',
  '-',
  '1',
  'a',
  '=',
  '//',
  '[/ -]',
  '[/ -]+',
  '[^a-z0-9]',
  '[0-9]',
  '[^0-9]+',
  '^a',
  '/.*$',
  '\\\\.',
  '\\\\+',
  '[+.]+',
  '\\\\W',
  '.',
  'x*',
];
const replacements = ['', '-', '/', '1', 'aa', '%7E', '='];
const trimmed = ['/', 'a', 'refs/heads/', '0'];
const quoted = (text: string) => `"${text}"`;

/**
 * Identifiers as people write them and worse: of texts at some paths and numbers at others, joined, cut, replaced,
 * branched on, encoded.
 */
export function identifiers(paths: {
  texts: readonly string[];
  numbers: readonly string[];
}): fc.Arbitrary<string> {
  const text = fc.constantFrom(...paths.texts);
  const number = fc.constantFrom(...paths.numbers);
  const any = fc.oneof(text, number);
  const change = (pattern: string, to: string, name: string) => `${name}(${quoted(pattern)}; ${quoted(to)})`;
  const changes = fc.oneof(
    fc
      .tuple(
        fc.constantFrom(...patterns),
        fc.constantFrom(...replacements),
        fc.constantFrom('gsub', 'gsub', 'sub'),
      )
      .map((one) => change(...one)),
    fc.constantFrom(...trimmed).map((one) => `ltrimstr(${quoted(one)})`),
    fc.constantFrom(
      'ascii_downcase',
      'ascii_upcase',
      '.[0:3]',
      '.[2:]',
      'split("/") | last',
      'split("-") | join("")',
      '@base64',
      '@uri',
      '@html',
      'tojson',
      'tostring',
      'length | tostring',
      'select(length > 2)',
      'if test("a") then "b" + . else . end',
      'if length > 3 then . + "z" else "z" + . end',
      'gsub("(?<c>[^a-z0-9/])"; .c | @uri) | gsub("~"; "%7E") | gsub("%"; "=")',
      'gsub("(?<c>[^a-z0-9=/])"; .c | @uri) | gsub("%"; "=")',
    ),
  );
  const computed = fc
    .tuple(number, number)
    .chain(([one, other]) =>
      fc.constantFrom(
        `(${one} + ${other} | tostring)`,
        `(${one} % 10 | tostring)`,
        `(${one} / 10 | floor | tostring)`,
        `(${one} * ${other} | tostring)`,
        `(-${one} | tostring)`,
        `(${one} | tostring | .[0:1])`,
        `([${one}, ${other}] | max | tostring)`,
      ),
    );
  return fc.letrec<{ text: string }>((tie) => ({
    text: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom(...literals),
      text,
      number.map((one) => `(${one} | tostring)`),
      fc.tuple(tie('text'), tie('text')).map(([one, other]) => `(${one} + ${other})`),
      fc.tuple(tie('text'), fc.constantFrom(...literals), tie('text')).map((all) => `(${all.join(' + ')})`),
      fc.tuple(tie('text'), changes).map(([one, how]) => `(${one} | ${how})`),
      fc
        .tuple(any, fc.constantFrom('', '/', '-', '1'), any)
        .map(([one, between, other]) => `"\\(${one})${between}\\(${other})"`),
      fc
        .tuple(any, any, fc.constantFrom('', '/', '1'))
        .map(([one, other, between]) => `([${one}, ${other}] | join("${between}"))`),
      fc
        .tuple(tie('text'), tie('text'), tie('text'), fc.constantFrom('/', '-', ''))
        .map(([one, other, third, between]) => `([${one}, ${other}, ${third}] | join("${between}"))`),
      fc.tuple(any, any).map(([one, other]) => `([${one}, ${other}] | tojson)`),
      // A literal in place of each value of what is before it, of which there may be none or several.
      fc.tuple(tie('text'), fc.constantFrom(...literals)).map(([one, other]) => `(${one} | ${other})`),
      fc.tuple(tie('text'), fc.constantFrom(...literals)).map(([one, other]) => `(${one} as $x | ${other})`),
      fc.tuple(number, tie('text')).map(([one, other]) => `(select(${one} > 10) | ${other})`),
      fc
        .tuple(number, tie('text'), tie('text'))
        .map(([one, then, otherwise]) => `(if ${one} > 10 then ${then} else ${otherwise} end)`),
      fc.tuple(tie('text'), tie('text')).map(([one, other]) => `(${one} // ${other})`),
      fc.tuple(tie('text'), tie('text')).map(([one, other]) => `(${one} as $x | $x + ${other})`),
      fc.tuple(tie('text'), tie('text')).map(([one, other]) => `(${one}, ${other})`),
      fc.tuple(text, changes).map(([one, how]) => `(try (${one} | ${how}) catch "b")`),
      computed,
    ),
  })).text;
}
