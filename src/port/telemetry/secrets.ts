import { shorten } from '../../lib/text/shorten.ts';
import { isObject } from '../answers.ts';
import { masked, maskSecretTexts } from './secret-texts.ts';

/** Characters of a text: far more than anyone reads in an example. A file's content may have megabytes. */
const longestText = 10_000;
/** Characters of a text that are masked, which shortens them. */
const longestLook = 4 * longestText;
const deepest = 40;
/** Values and characters of an example at the most; the rest of the item is left out. */
const mostValues = 5_000;
const mostCharacters = 200_000;

/** Names of fields whose value is secret, whatever it looks like. */
const secretNames = [
  /password|passwd|passphrase|secret|api[-_]?key|access[-_]?key|private[-_]?key|credential|authorization|connection[-_]?string/i,
  /(^|[-_])(token|pat|sas)$/i,
  /(?<!continuation)(Token|Pat|Sas)$/,
];
const isSecretName = (name: string): boolean => secretNames.some((pattern) => pattern.test(name));

interface Copying {
  mask(text: string): string;
  values: number;
  characters: number;
}

/**
 * A copy of a raw item that may leave for Port: secrets are masked, by the name of their field (all texts below it), by
 * how they look, and by `mask` for those that this run knows. Long texts and lists are cut before they are copied.
 */
export const maskSecrets = (value: unknown, mask: (text: string) => string): unknown =>
  copied(value, { mask, values: mostValues, characters: mostCharacters }, 0, false);

const copied = (value: unknown, copying: Copying, depth: number, secret: boolean): unknown => {
  copying.values -= 1;
  if (typeof value === 'string') return copiedText(value, copying, secret);
  if (depth > deepest) return null;
  if (Array.isArray(value)) {
    const members: unknown[] = [];
    for (const member of value) {
      if (isFull(copying)) break;
      members.push(copied(member, copying, depth + 1, secret));
    }
    return members;
  }
  return isObject(value) ? copiedObject(value, copying, depth, secret) : value;
};

const isFull = ({ values, characters }: Copying): boolean => values <= 0 || characters <= 0;

const copiedObject = (
  object: Record<string, unknown>,
  copying: Copying,
  depth: number,
  secret: boolean,
): unknown => {
  const entries: [string, unknown][] = [];
  const valueIsSecret = namesSecret(object);
  for (const name in object) {
    if (isFull(copying)) break;
    if (!Object.hasOwn(object, name)) continue;
    const hidden = secret || isSecretName(name.slice(-longestName)) || (valueIsSecret && name === 'value');
    copying.characters -= name.length;
    entries.push([copiedText(name, copying, false), copied(object[name], copying, depth + 1, hidden)]);
  }
  return Object.fromEntries(entries);
};

const longestName = 200;

/** `{name: "apiKey", value: …}`, `{isSecret: true, value: …}`: lists of variables and parameters. */
const namesSecret = ({ name, key, isSecret }: Record<string, unknown>): boolean =>
  isSecret === true ||
  [name, key].some((text) => typeof text === 'string' && isSecretName(text.slice(-longestName)));

const copiedText = (text: string, copying: Copying, secret: boolean): string => {
  if (text === '') return text;
  if (secret) return masked;
  const kept = shorten(copying.mask(shorten(text, longestLook)), longestText);
  copying.characters -= kept.length;
  return maskSecretTexts(kept);
};
