/** What stands where a secret stood. */
export const MASK = '***';

/** Shorter text is no secret worth the name, and masking it would black out half the log. */
const SHORTEST = 4;
/** A piece of an encoded secret must be long enough not to stand in other text by chance. */
const SHORTEST_PIECE = 8;

export interface Mask {
  add(secret: string): void;
  /** The text with every registered secret, in every form, blacked out. */
  apply(text: string): string;
}

/**
 * What stays the same of a secret's base64 whatever stands before and behind it: as in the Basic header of
 * `user:secret`. One piece for each of the three ways in which it can lie on the groups of three bytes.
 */
const base64Pieces = (secret: string): string[] => {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + bytes.length) * 8) / 6);
    return encoded.slice(first, last);
  });
};

/** Percent-encoding as in a path, in a query and in a form; what is escaped differs, and so may the case. */
const urlForms = (secret: string): string[] => {
  const component = encodeURIComponent(secret.toWellFormed());
  const strict = component.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  return [component, strict, form].flatMap((text) => [
    text,
    text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  ]);
};

const htmlForm = (secret: string): string[] => {
  const escaped = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = escaped.replaceAll('"', '&quot;');
  return [escaped, quoted, quoted.replaceAll("'", '&#39;'), quoted.replaceAll("'", '&#x27;')];
};

/** In JSON, and in JSON that is told as text of JSON. */
const jsonForms = (secret: string): string[] => {
  const once = JSON.stringify(secret).slice(1, -1);
  return [once, JSON.stringify(once).slice(1, -1)];
};

const formsOf = (secret: string): string[] => {
  const pieces = base64Pieces(secret);
  const urlSafe = pieces.map((piece) => piece.replaceAll('+', '-').replaceAll('/', '_'));
  const percentEncoded = pieces.map((piece) => encodeURIComponent(piece));
  return [
    ...[secret, ...jsonForms(secret), ...urlForms(secret), ...htmlForm(secret)].filter(
      (form) => form.length >= SHORTEST,
    ),
    ...[secret, `:${secret}`].map((text) => Buffer.from(text).toString('base64')),
    ...[...pieces, ...urlSafe, ...percentEncoded].filter((piece) => piece.length >= SHORTEST_PIECE),
  ];
};

/** Places of all forms in the text, overlapping ones too: a secret may begin inside another one. */
const find = (text: string, forms: Iterable<string>): [start: number, end: number][] => {
  const places: [number, number][] = [];
  for (const form of forms) {
    for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) {
      places.push([at, at + form.length]);
    }
  }
  return places.sort((a, b) => a[0] - b[0]);
};

/** What a host must be told one by one, since it masks line by line. */
export const linesOf = (secret: string): string[] =>
  secret
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

export const createMask = (): Mask => {
  const forms = new Set<string>();
  return {
    add(secret) {
      const whole = [secret, secret.trim()].filter((text) => text.length >= SHORTEST);
      const lines = linesOf(secret).filter((line) => line.length >= SHORTEST_PIECE);
      for (const part of new Set([...whole, ...lines])) for (const form of formsOf(part)) forms.add(form);
    },
    apply(text) {
      const places = find(text, forms);
      if (places.length === 0) return text;
      let masked = '';
      let end = 0;
      for (const [from, to] of places) {
        if (from >= end) masked += text.slice(end, from) + MASK;
        end = Math.max(end, to);
      }
      return masked + text.slice(end);
    },
  };
};
