import { longestFor } from '../../../lib/patterns/bounded-test.ts';
import type { Ast } from '../parse/ast.ts';
import { plainText } from '../parse/ast.ts';
import { askEngine, jqError } from './fallback.ts';
import { allOrError, type Filter, oneOutput } from './filter.ts';
import { own } from './functions.ts';
import { type Pattern, readPattern } from './read-pattern.ts';

/** Texts of which both kinds of regular expression agree on what a line, or a letter, is. */
const ONE_LINE = /^[^\n\v\f\r\u0085\u2028\u2029]*$/;
const ASCII = /^[\t\n -~]*$/;
/** Latin, Cyrillic, Kana, Han and Hangul, whose letters were settled before either of the two was made. */
const SETTLED = /^[\t\n -~\u00a0-\u024f\u0400-\u04ff\u3041-\u30fa\u4e00-\u9fa5\uac00-\ud7a3]*$/;

/** A use of a pattern. `once` finds the first match, `every` each. */
type Use = (pattern: Pattern, args: readonly Ast[], compile: Compile) => Filter | undefined;
type Compile = (ast: Ast) => Filter | undefined;

const uses: Record<string, Use> = {
  test(pattern, { length }) {
    if (length > 1) return undefined;
    const matches = guarded(pattern, 'u');
    return oneOutput((input) => matches(input, (text, regex) => regex.test(text)));
  },
  sub: (pattern, args, compile) => replacing(pattern, args, 'u', compile),
  gsub: (pattern, args, compile) => replacing(pattern, args, 'gu', compile),
  capture(pattern, { length }) {
    if (length > 1 || pattern.names.length === 0 || pattern.choices) return undefined;
    const matches = guarded(pattern, 'u');
    return allOrError((input) =>
      matches(input, (text, regex) => {
        const { groups } = regex.exec(text) ?? {};
        return groups ? [{ ...groups }] : [];
      }),
    );
  },
};

/** `test`, `sub`, `gsub` and `capture` with a pattern that is known beforehand. */
export function compilePatternCall(name: string, args: readonly Ast[], compile: Compile): Filter | undefined {
  const source = plainText(args[0]);
  const use = own(uses, name);
  const pattern = use && source !== undefined ? readPattern(source) : undefined;
  return pattern && use?.(pattern, args, compile);
}

function replacing(
  pattern: Pattern,
  args: readonly Ast[],
  flags: string,
  compile: Compile,
): Filter | undefined {
  const [, by] = args;
  if (args.length !== 2 || !by || pattern.mayBeEmpty) return undefined;
  const matches = guarded(pattern, flags);
  const replacement = plainText(by);
  if (replacement !== undefined)
    return oneOutput((input) => matches(input, (text, regex) => text.replace(regex, () => replacement)));
  // The replacement gets the groups; those of a choice may stand for nothing.
  const one = pattern.choices ? undefined : compile(by)?.one;
  const replaced = (...found: unknown[]): string => {
    const last = found.at(-1);
    const text = one?.(typeof last === 'object' ? { ...last } : {});
    return typeof text === 'string' ? text : jqError();
  };
  return one && oneOutput((input) => matches(input, (text, regex) => text.replace(regex, replaced)));
}

function guarded({ source, lines, letters, unicode }: Pattern, flags: string) {
  const regex = new RegExp(source, flags);
  // Longer texts are left to the engine, which has a time limit and can be stopped. It costs milliseconds to find out,
  // so that the first text has to come.
  let longest: number | undefined;
  return <Result>(input: unknown, use: (text: string, regex: RegExp) => Result): Result => {
    if (typeof input !== 'string') return jqError();
    longest ??= longestFor(regex);
    if (input.length > longest) return askEngine();
    if ((lines && !ONE_LINE.test(input)) || (letters && !ASCII.test(input))) return askEngine();
    if (unicode && !SETTLED.test(input)) return askEngine();
    return use(input, regex);
  };
}
