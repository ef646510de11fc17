/** Models of what the hosts' own programs do with a step's output. */

export interface Command {
  name: string;
  properties: Record<string, string>;
  data: string;
}

/** Lines as .NET reads them from a process. */
const linesOf = (output: string): string[] => output.split(/\r\n|\r|\n/);

/** .NET looks for words by a culture's rules, to which characters without a weight do not exist. */
const weighty = (line: string): string =>
  line.replace(/(?![\t\v\f])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '');

const pairsOf = (text: string, separator: string, decode: (value: string) => string) =>
  Object.fromEntries(
    text
      .split(separator)
      .filter((pair) => pair.includes('='))
      .map((pair) => {
        const at = pair.indexOf('=');
        return [pair.slice(0, at).trim(), decode(pair.slice(at + 1))];
      }),
  );

const unescapeAzure = (text: string): string =>
  text
    .replaceAll('%3B', ';')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%5D', ']')
    .replaceAll('%AZP25', '%');

/** The Azure Pipelines agent: `##vso[area.event properties]data` anywhere in a line. */
export const agentCommands = (output: string): Command[] =>
  linesOf(output).flatMap((raw) => {
    const line = weighty(raw);
    const from = line.toLowerCase().indexOf('##vso[');
    const to = line.indexOf(']', from);
    if (from < 0 || to < 0) return [];
    const [name = '', ...rest] = line.slice(from + '##vso['.length, to).split(' ');
    return [
      {
        name,
        properties: pairsOf(rest.join(' '), ';', unescapeAzure),
        data: unescapeAzure(line.slice(to + 1)),
      },
    ];
  });

const unescapeGitHub = (text: string): string =>
  text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');

/** The GitHub runner: `::command properties::data` at a line's start, else `##[command properties]data` anywhere. */
export const runnerCommands = (output: string): Command[] =>
  linesOf(output).flatMap((raw) => {
    const line = weighty(raw).trimStart();
    const end = line.startsWith('::') ? line.indexOf('::', 2) : -1;
    if (end >= 0) return [commandOf(line.slice(2, end), line.slice(end + 2), ',')];
    const from = line.indexOf('##[');
    const to = line.indexOf(']', from);
    return from < 0 || to < 0 ? [] : [commandOf(line.slice(from + 3, to), line.slice(to + 1), ';')];
  });

const commandOf = (head: string, data: string, separator: string): Command => {
  const [name = '', ...rest] = head.split(' ');
  return {
    name,
    properties: pairsOf(rest.join(' '), separator, unescapeGitHub),
    data: unescapeGitHub(data),
  };
};

/** `name=value` lines and `name<<delimiter` blocks, as the runner reads its command files. Throws on any other. */
export const readCommandFile = (text: string): Record<string, string> => {
  const values: Record<string, string> = {};
  const lines = linesOf(text);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const [, name, sign, rest] = /^(.*?)(=|<<)(.*)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) throw new Error(`not a line of a command file: ${line}`);
    if (sign === '=') values[name] = rest;
    else {
      const end = lines.indexOf(rest, at + 1);
      if (end < 0) throw new Error(`the block of ${name} has no end`);
      values[name] = lines.slice(at + 1, end).join('\n');
      at = end;
    }
  }
  return values;
};
