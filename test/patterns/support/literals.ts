/** A regular expression as it stands in a source file. */
export interface Literal {
  line: number;
  source: string;
  flags: string;
}

/** Text behind which a slash divides; behind all else it begins a regular expression. */
const VALUE = /(?:[\w$)\]}]|\+\+|--)$/;
const WORD_BEFORE =
  /(?:^|[^\w$.])(?:return|typeof|case|in|of|void|delete|instanceof|yield|await|new|else|do)$/;

const TOKENS: [name: string, pattern: RegExp][] = [
  ['space', /\s+/y],
  ['comment', /\/\/[^\n]*|\/\*[\s\S]*?\*\//y],
  ['string', /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y],
  ['word', /[\w$]+/y],
];
const REGEX = /\/((?:[^\\/[\n]|\\.|\[(?:[^\\\]\n]|\\.)*\])+)\/([a-z]*)/y;

/** The regular expressions written in a TypeScript file, those inside templates too. */
export function literalsIn(text: string): Literal[] {
  const found: Literal[] = [];
  /** Depths of braces at which a template goes on. */
  const templates: number[] = [];
  let depth = 0;
  let before = '';
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match;
  };
  while (at < text.length) {
    const token = TOKENS.find(([, pattern]) => take(pattern));
    if (token) {
      const [name, pattern] = token;
      if (name === 'word' || name === 'string') before = text.slice(Math.max(0, at - 40), at);
      if (name === 'string') before = ')';
      void pattern;
      continue;
    }
    const divides = VALUE.test(before) && !WORD_BEFORE.test(before);
    if (text[at] === '/' && !divides) {
      const line = text.slice(0, at).split('\n').length;
      const match = take(REGEX);
      if (!match) throw new Error(`line ${line}: not a regular expression`);
      found.push({ line, source: match[1] as string, flags: match[2] as string });
      before = ')';
      continue;
    }
    const character = text[at] as string;
    at += 1;
    before = character;
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    const goesOn = character === '}' && templates.at(-1) === depth;
    if (goesOn) templates.pop();
    if (character === '`' || goesOn) {
      take(/(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y);
      if (text.startsWith('${', at)) {
        templates.push(depth);
        depth += 1;
        at += 2;
        before = '{';
      } else {
        at += 1;
        before = ')';
      }
    }
  }
  return found;
}
