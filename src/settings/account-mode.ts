import type { Host } from '../host/types.ts';
import { oceanOnly } from '../inputs/ocean.ts';

/** Which of two accounts the Docker step's variables describe, where they say so. */
export const accountMode = (host: Host): 'single' | 'multiple' | undefined => {
  const word = host.environment[oceanOnly.accountMode]?.trim().split(' ')[0]?.toLowerCase();
  return word === 'single' || word === 'multiple' ? word : undefined;
};
