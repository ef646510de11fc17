import type { EntityBody } from '../../../mapping/types.ts';

/** The identifier as text; a search query as JSON. */
export const identifierOf = ({ identifier }: EntityBody): string =>
  typeof identifier === 'object' ? JSON.stringify(identifier) : String(identifier);

/** A refusal without the entity's own identifier and those of its relations, so that equal refusals are one problem. */
export const generalise = (message: string, body: EntityBody): string =>
  [identifierOf(body), ...Object.values(body.relations ?? {}).flat()].reduce<string>(
    (text, name) => (typeof name === 'string' || typeof name === 'number' ? without(text, `${name}`) : text),
    message,
  );

/** A text with a name replaced where it is a whole word: `1` stays in `100`. */
const without = (text: string, name: string): string =>
  name === ''
    ? text
    : text.replaceAll(name, (found, at: number) => {
        const end = at + found.length;
        // A character has two code units at most.
        const inWord =
          /[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, at - 2), at)) ||
          /^[\p{L}\p{N}]/u.test(text.slice(end, end + 2));
        return inWord ? found : '…';
      });
