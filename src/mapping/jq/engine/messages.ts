/** jq's own words without its name, its frame and the repetition of the program. */
function shortened(stderr: string): string {
  const first = stderr.split('\n').find((line) => line.startsWith('jq: error')) ?? stderr;
  return first
    .replace(/^jq: error(?: \(at [^)]*\))?: /, '')
    .replace(/ at <top-level>, line (\d+), column (\d+):$/, ' (line $1, column $2)')
    .replace(/ at <top-level>, line (\d+):$/, ' (line $1)');
}

/** The reason why an expression does not compile. `alone`: jq refused it as it stands. */
export function compileMessage(expression: string, stderr: string, alone: boolean): string {
  if (expression.replace(/#.*/g, '').trim() === '') return 'it is empty';
  if (alone) return shortened(stderr);
  return 'it must be one expression, without module directives or definitions at its end';
}

/** The remedy for an expression that does not compile, where one is known. `source`: as the user wrote it. */
export function compileHint(source: string): string | undefined {
  if (source.includes("'")) return 'Use double quotes for text inside jq: select(.a == "x").';
  const word = source.trim();
  return /^[a-z][\w-]*$/i.test(word) ? `Text is quoted twice, for YAML and for jq: '"${word}"'.` : undefined;
}

/** An error value as text: jq lets anything be thrown. */
export function errorText(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  return thrown === null ? 'null' : JSON.stringify(thrown);
}
