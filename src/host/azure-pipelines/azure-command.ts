import type { AgentSyntax } from '../agent-log.ts';

/** A text, escaped as the data of a command. The task library's debug lines have it so too. */
export const escapeData = (text: string): string =>
  text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(']', '%5D').replaceAll(';', '%3B');

/** A logging command of Azure Pipelines, as one line. */
export const azureCommand = (name: string, properties: Record<string, string>, data = ''): string => {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)};`);
  return `##vso[${[name, pairs.join('')].filter((part) => part !== '').join(' ')}]${escapeData(data)}`;
};

export const azureSyntax: AgentSyntax = {
  debug: (message) => `##[debug]${message}`,
  issue: (type, message) => azureCommand('task.logissue', { type }, message),
  line: (type, message) => `##[${type}]${message}`,
  group: (title) => `##[group]${title}`,
  endGroup: '##[endgroup]',
  progress: (percent, message) => azureCommand('task.setprogress', { value: String(percent) }, message),
};
