import type { ReadContext } from '../types.ts';

/**
 * Tells of a time whether it is after the service's first answer to this run, by its clock. What was created since is
 * new, and no sign of a gap in a list that was read before.
 */
export function createdSinceBegin({ devops }: Pick<ReadContext, 'devops'>): (created: unknown) => boolean {
  const began = devops.firstAnswer()?.getTime() ?? Number.NaN;
  return (created) => Date.parse(typeof created === 'string' ? created : '') >= began;
}
