/**
 * The part of jq that is understood here: enough to read what most mappings say. Whatever the parser does not
 * know (definitions, reduce, labels, patterns) is left to the engine.
 */
export type Ast =
  | { type: 'identity' }
  | { type: 'recurse' }
  | { type: 'literal'; value: null | boolean | number }
  /** Text with the expressions between `\(` and `)`; `format` is the `@name` before it. */
  | { type: 'string'; parts: (string | Ast)[]; format?: string }
  | { type: 'format'; name: string }
  | { type: 'index'; of: Ast; key: Ast }
  | { type: 'slice'; of: Ast; from: Ast | undefined; to: Ast | undefined }
  | { type: 'each'; of: Ast }
  | { type: 'array'; of: Ast | undefined }
  | { type: 'object'; entries: { key: Ast; value: Ast }[] }
  | { type: 'pipe'; left: Ast; right: Ast }
  | { type: 'comma'; left: Ast; right: Ast }
  | { type: 'binary'; operator: string; left: Ast; right: Ast }
  | { type: 'if'; when: Ast; then: Ast; otherwise: Ast | undefined }
  | { type: 'try'; body: Ast; handler: Ast | undefined }
  | { type: 'call'; name: string; arguments: Ast[] }
  | { type: 'bind'; source: Ast; name: string; body: Ast }
  | { type: 'variable'; name: string };

export const IDENTITY: Ast = { type: 'identity' };

/** The text of a string without expressions inside it. */
export function plainText(ast: Ast | undefined): string | undefined {
  if (ast?.type !== 'string' || ast.format !== undefined) return undefined;
  return ast.parts.every((part) => typeof part === 'string') ? ast.parts.join('') : undefined;
}

/** The names of a path such as `.a."b c"`. */
export function plainPath(ast: Ast): string[] | undefined {
  if (ast.type === 'identity') return [];
  const name = ast.type === 'index' ? plainText(ast.key) : undefined;
  const of = ast.type === 'index' && name !== undefined ? plainPath(ast.of) : undefined;
  return of && [...of, name as string];
}

/** The expressions directly inside one. */
export function children(ast: Ast): Ast[] {
  switch (ast.type) {
    case 'string':
      return ast.parts.filter((part) => typeof part !== 'string');
    case 'index':
      return [ast.of, ast.key];
    case 'slice':
      return [ast.of, ast.from, ast.to].filter((child) => child !== undefined);
    case 'each':
      return [ast.of];
    case 'array':
      return ast.of ? [ast.of] : [];
    case 'object':
      return ast.entries.flatMap(({ key, value }) => [key, value]);
    case 'pipe':
    case 'comma':
    case 'binary':
      return [ast.left, ast.right];
    case 'if':
      return [ast.when, ast.then, ...(ast.otherwise ? [ast.otherwise] : [])];
    case 'try':
      return [ast.body, ...(ast.handler ? [ast.handler] : [])];
    case 'call':
      return ast.arguments;
    case 'bind':
      return [ast.source, ast.body];
    default:
      return [];
  }
}
