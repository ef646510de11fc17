export const masked = '[REDACTED]';

/** Patterns of secrets, wherever they stand. A first group stays: it tells what the secret is. */
const secretTexts: RegExp[] = [
  /\b(?:Bearer|Basic)\s+(?=\S*\d)[\w+/.=~-]{12,}/gi,
  /(:\/\/)[^\s/@:]+:[^\s/@]+(?=@)/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bgh[pousr]_\w{30,}|\bgithub_pat_\w{30,}/g,
  /\bglpat-[\w-]{20,}/g,
  /\bxox[abeoprs]-[\w-]{10,}/g,
  /\bAIza[\w-]{35}/g,
  /\bsk_(?:live|test)_\w{16,}/g,
  // npm: access tokens, and old ones as `.npmrc` has them; PyPI.
  /\bnpm_[A-Za-z0-9]{36}/g,
  /(:?_(?:authToken|auth|password)\s*=\s*["']?)[^\s"']{6,}/gi,
  /\bpypi-[\w-]{16,}/g,
  // Azure: storage and shared access keys, signatures, personal access tokens old and new.
  /((?:AccountKey|SharedAccessKey|sig)=)[\w+/%-]{20,}=*/g,
  /(?<![\w/-])[a-z2-7]{52}(?![\w/-])/g,
  /\b[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b/g,
  /((?:\b|_)(?:(?:auth|access|refresh|client|private)[-_]?)?(?:password|passwd|pwd|secret|token|(?:api|access|private)[-_]?key)["']?\s*[:=]\s*["']?)[^\s"',;}]{6,}/gi,
];

/** The text with everything that looks like a secret replaced. */
export const maskSecretTexts = (text: string): string =>
  secretTexts.reduce(
    (rest, pattern) =>
      rest.replace(pattern, (_, told: unknown) => (typeof told === 'string' ? told : '') + masked),
    withoutWebTokens(withoutPrivateKeys(text)),
  );

const KEY_BEGINS = /-----BEGIN [A-Z ]*PRIVATE KEY-----/g;
const KEY_ENDS = /-----END [A-Z ]*PRIVATE KEY-----/g;

/** The text without private keys, each up to its end or that of the text. */
const withoutPrivateKeys = (text: string): string => {
  let kept = '';
  let at = 0;
  KEY_BEGINS.lastIndex = 0;
  for (let begin = KEY_BEGINS.exec(text); begin; begin = KEY_BEGINS.exec(text)) {
    kept += text.slice(at, begin.index) + masked;
    KEY_ENDS.lastIndex = KEY_BEGINS.lastIndex;
    at = KEY_ENDS.exec(text) ? KEY_ENDS.lastIndex : text.length;
    KEY_BEGINS.lastIndex = at;
  }
  return kept + text.slice(at);
};

/** The text without JSON web tokens: three parts between dots, `eyJ….….…`. */
const withoutWebTokens = (text: string): string =>
  text.replace(/[\w-]+(?:\.[\w-]*)*/g, (run) => {
    const parts = run.split('.');
    for (let part = 0; part + 2 < parts.length; part += 1) {
      const [header = '', payload = ''] = parts.slice(part, part + 2);
      const at = header.search(/\beyJ/);
      if (at === -1 || header.length < at + 11 || payload.length < 8) continue;
      parts.splice(part, 3, header.slice(0, at) + masked);
    }
    return parts.join('.');
  });
