import { UserError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Compiled } from '../../mapping/compile.ts';
import type { Counters } from '../../report/counters/counters.ts';

/** Reports what does not compile, and what the run does without it. */
export function reportRefused({ parsed, refused }: Compiled, counters: Counters, log: Log): void {
  const { enableMergeEntity } = parsed.mapping;
  for (const { where, message, hint, resource } of refused) {
    const unread = parsed.mapping.resources[resource.index]?.unusable;
    const consequence = unread
      ? 'The resource is not read, and nothing that it makes is deleted.'
      : enableMergeEntity
        ? 'What Port holds there stays.'
        : 'With enableMergeEntity: false its entities would lose what Port holds there: they are not written.';
    const error = new UserError(`${message} ${consequence}`, hint, { code: 'PCS1302' });
    const about = { kind: resource.kind, index: resource.index, phase: 'transform' as const };
    log.error(`${where}: ${error.message}${hint ? ` ${hint}` : ''} (${error.code})`, about);
    counters.problem('setup', where, error);
  }
}
