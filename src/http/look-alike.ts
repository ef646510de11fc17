import { domainToUnicode } from 'node:url';

/** Scripts by their name in messages. Those of East Asia are one, since they are written together. */
const SCRIPTS: readonly (readonly [name: string, letters: RegExp])[] = [
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  [
    'East Asian',
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u,
  ],
  ['Greek', /\p{Script=Greek}/u],
  ['Latin', /\p{Script=Latin}/u],
];
const OTHER = 'another';

const pairs = (text: string): [letter: string, latin: string][] =>
  Array.from({ length: text.length / 2 }, (_, i) => [text[2 * i] as string, text[2 * i + 1] as string]);

/** Letters of other scripts (Cyrillic, Greek, Armenian) that no eye can tell from a Latin one, each with it. */
const SAME = new Map(pairs('аaсcԁdеeһhіiјjӏlоoрpԛqѕsԝwхxуyѵvοoνvρpυuαaιiօoսuոnհhցgզqքpյj'));
/** Letters that are only like a Latin one besides, Latin ones beyond a to z included. */
const LIKE = new Map([
  ...SAME,
  ...pairs('вbкkмmнhпnтtгrцuьbβbϲcεeκkηnτtωwχxγyσoıiɑaɡgᴀaᴄcᴅdᴇeᴊjᴋkᴏoᴘpᴛtᴜuᴠvᴡwᴢzłløođd'),
]);

/** Hosts that get a credential in most runs, and so are worth imitating. */
const SERVICES = /(^|\.)(azure\.com|visualstudio\.com|getport\.io|port\.io|microsoftonline\.com)$/;

const scriptOf = (letter: string): string =>
  SCRIPTS.find(([, letters]) => letters.test(letter))?.[0] ?? OTHER;

const scriptsOf = (label: string): string[] => [
  ...new Set((label.match(/[^\P{L}\p{Script=Common}\p{Script=Inherited}]/gu) ?? []).map(scriptOf)),
];

const imitated = (text: string): string =>
  [...text.normalize('NFD').replace(/\p{M}/gu, '')].map((letter) => LIKE.get(letter) ?? letter).join('');

/** Whether all letters are of another script and none differs from a Latin one to the eye. */
const looksLatin = (label: string, scripts: readonly string[]): boolean =>
  scripts.length > 0 &&
  !scripts.includes('Latin') &&
  /^[\x21-\x7e]*$/.test([...label].map((letter) => SAME.get(letter) ?? letter).join(''));

/**
 * The reason why a host may be taken for another one (a homograph attack), as the end of a sentence about it; undefined
 * where there is none. `hostname`: as a URL has it, letters beyond ASCII as `xn--` (Punycode).
 */
export function lookAlike(hostname: string): string | undefined {
  const name = domainToUnicode(hostname);
  if (/^[\x21-\x7e]*$/.test(name)) return undefined;
  const labels = name.split('.');
  for (const label of labels) {
    if (/[^\p{L}\p{M}\p{N}_-]/u.test(label)) return 'has signs that no name needs';
    const scripts = scriptsOf(label);
    if (scripts.length > 1) return `mixes letters of several scripts (${scripts.sort().join(' and ')})`;
    const isAmongLatin = /^[\x21-\x7e]*$/.test(labels.at(-1) ?? '');
    if (isAmongLatin && looksLatin(label, scripts))
      return 'has letters of another script that look like Latin ones, so that it mixes scripts';
  }
  const seen = imitated(name);
  return SERVICES.test(seen) && !SERVICES.test(name)
    ? `looks like ${seen}, by letters of other scripts`
    : undefined;
}

/** Advice about such a host. */
export const LOOK_ALIKE_HINT =
  'It may have been made to be taken for another host: type the address anew, instead of copying it.';
