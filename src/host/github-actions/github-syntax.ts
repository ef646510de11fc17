import type { AgentSyntax } from '../agent-log.ts';

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** A workflow command of GitHub Actions, as one line. */
const githubCommand = (name: string, properties: Record<string, string>, data = ''): string => {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${[name, pairs.join(',')].filter((part) => part !== '').join(' ')}::${escapeData(data)}`;
};

const title = 'Port catalog sync';

export const githubSyntax: AgentSyntax = {
  debug: (message) => githubCommand('debug', {}, message),
  issue: (type, message) => githubCommand(type, { title }, message),
  line: (type, message) => `${type === 'error' ? 'Error' : 'Warning'}: ${message}`,
  group: (name) => githubCommand('group', {}, name),
  endGroup: githubCommand('endgroup', {}),
};
