import type { Host } from '../host/types.ts';
import { oceanOnly } from '../inputs/ocean.ts';

/** The account mode that the Docker step's variables name, if they name one. */
export const accountMode = (host: Host): 'single' | 'multiple' | undefined => {
  const word = host.environment[oceanOnly.accountMode]?.trim().split(' ')[0]?.toLowerCase();
  return word === 'single' || word === 'multiple' ? word : undefined;
};
