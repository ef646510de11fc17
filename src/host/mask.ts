import { getOrCreate } from '../lib/collections/get-or-create.ts';
/** The text that replaces a secret. */
export const MASK = '***';

/** Fewest characters of a secret that is masked. Masking shorter ones would black out half the log. */
const SHORTEST = 4;
/** Fewest characters of a piece of an encoded secret. Shorter ones stand in other text by chance. */
const SHORTEST_PIECE = 8;

export interface Mask {
  add(secret: string): void;
  /** A text with every registered secret blacked out, in every form. */
  apply(text: string): string;
}

/**
 * The part of a secret's base64 that is the same whatever stands before and behind it, as in the Basic header of
 * `user:secret`. Base64 goes by groups of three bytes: there is a piece for each of the three ways to lie on them.
 */
const base64Pieces = (bytes: Buffer): string[] => {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + bytes.length) * 8) / 6);
    return encoded.slice(first, last);
  });
};

/** A secret percent-encoded for a path, a query and a form. They escape different characters, in either case. */
const urlForms = (secret: string): string[] => {
  const component = encodeURIComponent(secret.toWellFormed());
  const strict = component.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const once = [component, strict, form, allPercent(secret)].flatMap((text) => [
    text,
    text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  ]);
  return [...once, ...once.map((text) => text.replaceAll('%', '%25'))];
};

/** A secret with every byte percent-encoded, also those that need not be. */
const allPercent = (secret: string): string => hexOf(secret, (byte) => `%${byte.toUpperCase()}`);

const hexOf = (secret: string, write: (byte: string) => string): string =>
  Array.from(Buffer.from(secret), (byte) => write(byte.toString(16).padStart(2, '0'))).join('');

const htmlForm = (secret: string): string[] => {
  const escaped = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = escaped.replaceAll('"', '&quot;');
  const numbered = secret.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const hexed = secret.replace(/[&<>"']/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`);
  const apostrophes = ['&#39;', '&#x27;', '&apos;', '&#039;'];
  return [escaped, quoted, numbered, hexed, ...apostrophes.map((sign) => quoted.replaceAll("'", sign))];
};

/** A secret in JSON, in JSON within JSON, and in JSON that escapes more than it must. */
const jsonForms = (secret: string): string[] => {
  const plain = JSON.stringify(secret).slice(1, -1);
  const unicode = (signs: RegExp, text: string): string =>
    text.replace(signs, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const once = [
    plain,
    plain.replaceAll('/', '\\/'),
    unicode(/[<>&'+]/g, plain),
    unicode(/[<>&'+\u0080-\uffff]/g, plain),
    unicode(/[\u0080-\uffff]/g, plain),
  ];
  const upper = once.map((text) =>
    text.replace(/\\u[\da-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`),
  );
  return [...once, ...upper].flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]);
};

/** A secret's bytes in hexadecimal, in either case. */
const hexForms = (secret: string): string[] => {
  const hex = hexOf(secret, (byte) => byte);
  return hex.length >= SHORTEST_PIECE ? [hex, hex.toUpperCase()] : [];
};

const formsOf = (secret: string): string[] => {
  const pieces = [Buffer.from(secret), Buffer.from(secret, 'utf16le')].flatMap(base64Pieces);
  const urlSafe = pieces.map((piece) => piece.replaceAll('+', '-').replaceAll('/', '_'));
  const percentEncoded = pieces.map((piece) => encodeURIComponent(piece));
  return [
    ...[secret, ...jsonForms(secret), ...urlForms(secret), ...htmlForm(secret), ...hexForms(secret)].filter(
      (form) => form.length >= SHORTEST,
    ),
    ...[secret, `:${secret}`].map((text) => Buffer.from(text).toString('base64')),
    ...[...pieces, ...urlSafe, ...percentEncoded].filter((piece) => piece.length >= SHORTEST_PIECE),
  ];
};

/** All forms of all secrets, by their first characters: a text is gone through once for all of them. */
interface Forms {
  add(form: string): void;
  /** The end of the longest form that stands at a place. The place itself where none does. */
  endAt(text: string, at: number): number;
}

function createForms(): Forms {
  const known = new Map<string, Set<string>>();
  /** Flags by the low bytes of two characters. At most places of a text no form begins, and this is quick to see. */
  const begins = new Uint8Array(0x10000);
  const mark = (text: string, at: number) =>
    ((text.charCodeAt(at) & 0xff) << 8) | (text.charCodeAt(at + 1) & 0xff);
  return {
    add(form) {
      begins[mark(form, 0)] = 1;
      const start = form.slice(0, SHORTEST);
      getOrCreate(known, start, () => new Set()).add(form);
    },
    endAt(text, at) {
      if (begins[mark(text, at)] === 0) return at;
      let end = at;
      for (const form of known.get(text.slice(at, at + SHORTEST)) ?? [])
        if (text.startsWith(form, at)) end = Math.max(end, at + form.length);
      return end;
    },
  };
}

/** A secret in lower and upper case, as programs write it that ignore case. A short one may be a word by chance. */
const otherCases = (secret: string): string[] =>
  secret.length < SHORTEST_PIECE ? [] : [secret.toUpperCase(), secret.toLowerCase()];

/**
 * The lines of a secret, which a host has to be told one by one, since it masks line by line. Short lines, such as `}`
 * or `1`, are left out: they would be masked in all that the job prints later.
 */
export const linesOf = (secret: string): string[] => {
  const lines = secret
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length === 1 ? lines : lines.filter((line) => line.length >= SHORTEST_PIECE);
};

export const createMask = (): Mask => {
  const forms = createForms();
  return {
    add(secret) {
      const whole = [secret, secret.trim()].filter((text) => text.length >= SHORTEST);
      const lines = linesOf(secret).filter((line) => line.length >= SHORTEST_PIECE);
      const parts = [...whole, ...lines].flatMap((part) => [part, ...otherCases(part)]);
      for (const part of new Set(parts)) for (const form of formsOf(part)) forms.add(form);
    },
    /** Overlapping forms are blacked out as one: a secret may begin inside another. */
    apply(text) {
      let masked = '';
      let kept = 0;
      for (let at = 0; at + SHORTEST <= text.length; at += 1) {
        const end = forms.endAt(text, at);
        if (end === at) continue;
        if (at >= kept) masked += text.slice(kept, at) + MASK;
        kept = Math.max(kept, end);
      }
      return kept === 0 ? text : masked + text.slice(kept);
    },
  };
};
