import { inputs } from '../inputs/definitions.ts';

const names = new Set(inputs.map(({ name }) => name));

/** A hint with its inputs in the spelling of this host. Hints name them in camelCase. */
export const spelled = (hint: string, label: (name: string) => string): string =>
  hint.replace(/\b[a-z]\w*/g, (word) => (/[A-Z]/.test(word) && names.has(word) ? label(word) : word));
