import { inputs } from './definitions.ts';
import { environmentName } from './names.ts';
import type { HostName, Input } from './types.ts';

/** The inputs that a host has. */
export const inputsOf = (host: HostName): Input[] =>
  inputs.filter((input) => input.hosts === undefined || input.hosts.includes(host));

/** An input by its camelCase name. Throws where there is none: the caller is wrong, not the user. */
export const inputNamed = (name: string): Input => {
  const input = inputs.find((candidate) => candidate.name === name);
  if (input === undefined) throw new Error(`There is no input "${name}".`);
  return input;
};

/** The default that a host's manifest gives: none where it would hide a fallback. */
export const manifestDefault = (input: Input, host: HostName): string | undefined =>
  input.hostDefaults?.[host] ?? (input.fallbacks ? undefined : input.default);

/** Environment variables that hold a secret input, on every host. */
export const secretVariables: readonly string[] = inputs.flatMap((input) =>
  input.secret ? [environmentName(input.name), ...(input.fallbacks ?? [])] : [],
);
