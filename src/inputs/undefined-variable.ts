/**
 * References to variables that arrive as they were written, because nothing knew the variable or nothing looks for
 * one there. Agents leave `$(NAME)` as it is; the other spellings belong to places that are not inputs of a step.
 */

/** `$(NAME)`, `$[variables['NAME']]`, `${{ variables.NAME }}`: nothing else looks like it. */
const MARKED = /\$\([^()\r\n]{1,200}\)|\$\[[^\r\n$]{1,200}\]|\$\{\{[^\r\n$]{1,200}?\}\}/;
/** `$NAME`, `${NAME}`, `$env:NAME`, `%NAME%`: for a shell to fill in. */
const SHELL =
  /\$env:[a-z_]\w{0,200}|\$\{[a-z_]\w{0,200}\}|\$[a-z_]\w{0,200}|%[a-z_]\w{0,200}%(?![0-9a-f]{2})/i;

/** A reference that is all of a password: one may begin with a dollar, but is no name in capitals by chance. */
const WHOLE_CAPITALS = /^(?:\$env:\w+|\$\{\w+\}|\$[A-Z_][A-Z0-9_]+|%[A-Z_][A-Z0-9_]+%)$/;
/** Longer texts are no references. */
const LONGEST = 300;

/** The purpose of an input. It decides what in it can be nothing but a reference. */
export type InputUse =
  /** Anything may stand in it: only a reference that is all of it counts. */
  | 'password'
  | 'text'
  /** A path or a name: also one in the middle. */
  | 'path'
  | 'url';

/** `$HOME/summary`, `%TEMP%\\summary` */
const firstPart = (path: string): string | undefined => {
  const found = firstOf(SHELL, path);
  return found && path.startsWith(found) && /^[/\\]/.test(path.slice(found.length)) ? found : undefined;
};

const firstOf = (pattern: RegExp, text: string): string | undefined => pattern.exec(text)?.[0];

/** Whether all of a text is a reference to a variable, beyond doubt: then it is no secret. */
export const isUndefinedVariable = (text: string): boolean => {
  const value = text.trim();
  return value.length <= LONGEST && (firstOf(MARKED, value) === value || WHOLE_CAPITALS.test(value));
};

/**
 * The text without what a shell or an editor put around it. Undefined where a step maps a variable that is not there.
 */
export const filledIn = (value: string | undefined): string | undefined => {
  const text = value?.trim();
  return text && !isUndefinedVariable(text) ? text : undefined;
};

/** The first reference in an input's value, as it was written. */
export const undefinedVariableIn = (text: string, reading: InputUse): string | undefined => {
  const value = text.trim();
  if (reading === 'url') {
    // The part before the host may be a password: nothing of it is told.
    const address = value.slice(value.lastIndexOf('@') + 1);
    return firstOf(MARKED, address) ?? firstOf(SHELL, address);
  }
  if (value.length > LONGEST) return undefined;
  if (isUndefinedVariable(value)) return value;
  if (reading === 'password') return undefined;
  if (firstOf(SHELL, value) === value) return value;
  return reading === 'path' ? (firstOf(MARKED, value) ?? firstPart(value)) : undefined;
};

/** Advice about a reference, by its spelling. */
export const remedyFor = (reference: string): string => {
  const name =
    /\w[\w.-]*/.exec(reference.replace(/^\$env:|^\$\[\s*variables\b|^\$\{\{\s*\w+\./, ''))?.[0] ?? 'NAME';
  return reference.startsWith('$(')
    ? 'Define it in the pipeline or a variable group, or leave the input out.'
    : `Nothing fills it in here: a pipeline's variable is written $(${name}), a workflow's secret \${{ secrets.${name} }}; or leave the input out.`;
};
