import type { Host, ServiceConnection } from '../../../src/host/types.ts';
import { silent } from '../../../src/lib/log.ts';

export interface FakeHost {
  name?: Host['name'];
  inputs?: Record<string, string>;
  environment?: Record<string, string>;
  ambient?: Host['ambient'];
  connections?: Record<string, ServiceConnection>;
  warnings?: string[];
  /** A terminal that has a token for workload identity federation. */
  federates?: boolean;
  serves?: boolean;
}

/** A host of nothing but inputs and variables. Labels are the names in brackets, so that tests see them. */
export const fakeHost = ({
  name = 'terminal',
  inputs = {},
  environment = {},
  ambient = {},
  connections,
  warnings = [],
  federates = name !== 'terminal',
  serves = false,
}: FakeHost): Host => ({
  name,
  log: { ...silent, warn: (message) => warnings.push(message) },
  environment,
  ambient,
  input: (input) => inputs[input],
  inputLabel: (input) => `<${input}>`,
  secret() {},
  mask: (text) => text,
  ...(connections
    ? {
        async connection(id) {
          const connection = connections[id];
          if (connection === undefined) throw new Error(`There is no connection ${id}.`);
          return connection;
        },
      }
    : {}),
  ...(federates && { federatedToken: async () => 'token' }),
  serves,
  async finish() {},
  onCancel() {},
});
