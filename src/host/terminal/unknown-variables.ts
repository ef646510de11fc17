import { inputsOf } from '../../inputs/lookup.ts';
import { environmentName } from '../../inputs/names.ts';
import { nearest } from '../../lib/text/did-you-mean.ts';
import type { Host } from '../types.ts';

const PREFIX = 'PORT_SYNC_';

/** Variables that are no inputs: of this command, and those that an always-on process gives its children. */
const OTHERS = ['DEBUG', 'HOST', 'V8_DEFAULTS', 'LIFELINE', 'FIRST_CHECK', 'RESYNC_SCHEDULE'];

/** Variables that Kubernetes makes in each container for a service named `port-sync`. */
const OF_A_SERVICE = /^(?:SERVICE_(?:HOST|PORT)|PORT(?:_\d+_(?:TCP|UDP|SCTP))?)(?:_[A-Z0-9_]+)?$/;

/**
 * Tells of each variable that looks like an input's and is none: a misspelt one would be passed over in silence. The
 * children of an always-on process have its variables, of which it has told.
 */
export function tellUnknownVariables(
  environment: Host['environment'],
  tell: (warning: string) => void,
): void {
  if (environment.PORT_SYNC_LIFELINE !== undefined) return;
  const known = [...inputsOf('terminal').map(({ name }) => environmentName(name)), ...OTHERS.map(prefixed)];
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(PREFIX) || known.includes(name)) continue;
    const rest = name.slice(PREFIX.length);
    if (OF_A_SERVICE.test(rest)) continue;
    const meant = nearest(
      hyphened(rest),
      known.map((one) => hyphened(one.slice(PREFIX.length))),
    );
    const hint = meant === undefined ? '' : ` Did you mean ${prefixed(meant.replaceAll('-', '_'))}?`;
    tell(`The environment variable ${name} is no input of the command and is passed over.${hint}`);
  }
}

const prefixed = (name: string): string => `${PREFIX}${name.toUpperCase()}`;
const hyphened = (name: string): string => name.toLowerCase().replaceAll('_', '-');
