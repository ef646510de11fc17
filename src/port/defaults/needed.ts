import { literal } from '../../mapping/literal.ts';
import { isObject } from '../answers.ts';
import type { Blueprint } from '../types.ts';

/**
 * The missing blueprints that an existing mapping needs: those that it names, and those that these relate to. Others
 * were deleted by its owner, or never there, and stay away.
 */
export const neededBy = (document: unknown, missing: readonly Blueprint[]): readonly Blueprint[] => {
  const needed = blueprintsNamedIn(document);
  // A Set's iteration includes members that are added meanwhile.
  for (const identifier of needed) {
    const blueprint = missing.find((candidate) => candidate.identifier === identifier);
    for (const { target } of Object.values(blueprint?.relations ?? {})) needed.add(target);
  }
  return missing.filter(({ identifier }) => needed.has(identifier));
};

/** The blueprints that a mapping's document names literally: `blueprint: '"service"'`. */
const blueprintsNamedIn = (document: unknown): Set<string> => {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    if (!isObject(value)) return;
    for (const [key, member] of Object.entries(value)) {
      const named = key === 'blueprint' && typeof member === 'string' ? literal(member) : undefined;
      if (named === undefined) walk(member);
      else found.add(named);
    }
  };
  walk(document);
  return found;
};
