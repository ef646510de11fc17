import { shorten } from '../../lib/text/shorten.ts';

const LONGEST = 200;

/** An entity's title as it is told; undefined where it has none. */
export const entityTitle = (title: unknown): string | undefined =>
  (typeof title === 'string' && title.trim() !== '') || typeof title === 'number'
    ? shorten(String(title), LONGEST)
    : undefined;

/** An entity by title and identifier: `Payments (72)`. */
export const entityName = ({
  identifier,
  title,
}: {
  identifier: string;
  title?: string | undefined;
}): string => (title === undefined || title === identifier ? identifier : `${title} (${identifier})`);

/** A blueprint by title and identifier. */
export const blueprintName = ({
  blueprint,
  title,
}: {
  blueprint: string;
  title?: string | undefined;
}): string => entityName({ identifier: blueprint, title });
