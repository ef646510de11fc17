import { isObject } from '../answers.ts';
import { shorten } from '../text.ts';

const masked = '[REDACTED]';
/** Far more than anyone reads in an example; a file's content may have megabytes. */
const longestText = 10_000;
const deepest = 40;

/** Names of fields whose value is a secret whatever it looks like. */
const secretNames = [
  /password|passwd|passphrase|secret|api[-_]?key|access[-_]?key|private[-_]?key|credential|authorization|connection[-_]?string/i,
  /(^|[-_])(token|pat|sas)$/i,
  /(?<!continuation)(Token|Pat|Sas)$/,
];

/** Texts that are secrets wherever they stand. */
const secretTexts: RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /\b(?:Bearer|Basic)\s+(?=\S*\d)[\w+/.=~-]{12,}/gi,
  /(?<=:\/\/)[^\s/@:]+:[^\s/@]+(?=@)/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bgh[pousr]_\w{30,}|\bgithub_pat_\w{30,}/g,
  /\bglpat-[\w-]{20,}/g,
  /\bxox[abeoprs]-[\w-]{10,}/g,
  /\bAIza[\w-]{35}/g,
  /\bsk_(?:live|test)_\w{16,}/g,
  // Azure: storage and shared access keys, signatures, personal access tokens old and new.
  /(?<=(?:AccountKey|SharedAccessKey|sig)=)[\w+/%-]{20,}=*/g,
  /(?<![\w/-])[a-z2-7]{52}(?![\w/-])/g,
  /\b[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b/g,
  /(?<=\b(?:password|passwd|pwd|secret|token|api[-_]?key)["']?\s*[:=]\s*["']?)[^\s"',;}]{6,}/gi,
];

const maskText = (text: string, mask: (text: string) => string): string =>
  secretTexts.reduce((rest, pattern) => rest.replace(pattern, masked), shorten(mask(text), longestText));

/**
 * A copy of a raw item that may leave for Port: secrets are masked, by the name of their field, by how they look, and
 * by `mask` for those that this run knows. Long texts are cut.
 */
export const maskSecrets = (value: unknown, mask: (text: string) => string, depth = 0): unknown => {
  if (typeof value === 'string') return maskText(value, mask);
  if (depth > deepest) return null;
  if (Array.isArray(value)) return value.map((member) => maskSecrets(member, mask, depth + 1));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      typeof member === 'string' && member !== '' && secretNames.some((pattern) => pattern.test(name))
        ? masked
        : maskSecrets(member, mask, depth + 1),
    ]),
  );
};
