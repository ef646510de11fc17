const colours: Record<string, string> = {
  '31': '#ff7b72',
  '32': '#7ee787',
  '33': '#e3b341',
  '34': '#79c0ff',
  '35': '#d2a8ff',
  '36': '#76e3ea',
  '90': '#8b949e',
};

const styleOf = (codes: readonly string[]): string =>
  [
    ...codes.flatMap((code) => (colours[code] ? [`color:${colours[code]}`] : [])),
    ...(codes.includes('1') ? ['font-weight:700'] : []),
    ...(codes.includes('2') ? ['opacity:.65'] : []),
  ].join(';');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Colours of a terminal's output as HTML; what it drew over is gone. */
const coloured = (output: string): string => {
  let codes: string[] = [];
  return (
    output
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a terminal gets.
      .replaceAll(/[^\n]*\r\u001b\[2K/g, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a terminal gets.
      .split(/(\u001b\[[\d;]*m)/)
      .map((part) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a terminal gets.
        const sequence = /^\u001b\[([\d;]*)m$/.exec(part);
        if (!sequence) return part === '' ? '' : `<span style="${styleOf(codes)}">${escaped(part)}</span>`;
        const given = (sequence[1] || '0').split(';');
        codes = given.includes('0') ? [] : [...codes, ...given];
        return '';
      })
      .join('')
  );
};

/** A window of a terminal with what a command printed. */
export const terminalPage = (command: string, output: string): string => `<!doctype html>
<meta charset="utf-8">
<style>
  body { margin: 0; padding: 16px; background: #fff; width: fit-content }
  main { background: #0d1117; color: #e6edf3; border-radius: 10px; padding: 14px 20px 18px }
  i { display: inline-block; width: 12px; height: 12px; border-radius: 6px; margin: 0 6px 12px 0; background: #30363d }
  pre { margin: 0; font: 13px/1.45 "DejaVu Sans Mono", Menlo, Consolas, monospace }
</style>
<main><i></i><i></i><i></i><pre><span style="opacity:.65">$</span> ${escaped(command)}\n${coloured(output).trimEnd()}</pre></main>
`;
