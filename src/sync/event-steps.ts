import { resolveTouched } from '../events/resolve-touched.ts';
import type { EventOutcome, EventReading } from '../events/types.ts';
import { markOf } from '../port/integration/mark.ts';
import type { Integration } from '../port/types.ts';
import type { Change } from '../report/change.ts';
import { waitingWords } from '../report/words/run-words.ts';
import type { Settings } from '../settings/types.ts';
import type { SyncContext } from './context.ts';
import { forgetDigests } from './incremental/forget-digests.ts';
import { openItems } from './items/open-items.ts';
import { createWrittenHere } from './items/written-here.ts';
import type { Recorder } from './record/recorder.ts';
import { createTellChange } from './record/tell-change.ts';
import { createStep } from './steps.ts';

/** The reasons why an event asks for nothing. */
const NOTHING: Partial<Record<EventOutcome, string>> = {
  unknown: 'its type is none that this version knows',
  ignored: 'no kind shows what it is about',
  foreign: 'it is of an organisation that is none of organizationUrls',
  test: 'it is the trial of a subscription, whose ids are made up',
};
const NOT_MAPPED = 'nothing that the mapping reads was touched, or Azure DevOps does not show it';

/**
 * The order of a run with `mode: event`: what the event touched is read again, and written or deleted as it stands. It
 * announces nothing in Port, and goes on beside a full sync, as live changes do. Throws the error that ends it.
 */
export async function runEventSteps(
  settings: Settings,
  context: SyncContext,
  recorder: Recorder,
): Promise<void> {
  const { report } = recorder;
  const { type, outcome, touched } = settings.event as EventReading;
  const step = createStep(context, recorder);
  const told = { type };
  report.run.event = told;
  const nothing = (why: string) => {
    report.run.event = { ...told, nothing: why };
    context.log.info(`The event ${type}: nothing to do, because ${why}.`);
  };
  if (NOTHING[outcome]) return nothing(NOTHING[outcome]);

  context.log.info(`The event ${type}`);
  const changes: Change[] = [];
  const tell = createTellChange({ recorder, blueprints: () => items.blueprints, change: context.change });
  const telling: SyncContext = {
    ...context,
    change(made: Change, again?: boolean) {
      if (made.action === 'deleted') changes.push(made);
      return tell(made, again);
    },
  };
  const items = await step('Prepare', () => openItems(settings, telling, createWrittenHere(), forgetDigests));
  try {
    report.integration.state = 'existing';
    recorder.useMapping(items.parsed);
    if (isAtWork(items.integration, settings, context)) warn(context, recorder, BESIDE);

    // Names become ids, and the range of a push the paths that changed over it.
    const { paths, failure } = await step('Read what changed', () =>
      resolveTouched(touched, { organisations: context.organisations, kinds: items.kinds }),
    );
    // The event is not sent again.
    if (failure) throw failure;
    if (paths.length === 0) return nothing(NOT_MAPPED);

    // Items → entities → bulks, and the deletions that Azure DevOps itself proves.
    const done = await step('Read, map and write', () => items.run(paths));
    recorder.useIncrement({ problems: [], items: done, changes });
    for (const group of done.waiting) context.log.info(waitingWords(group));
  } finally {
    await items.close();
  }
}

const BESIDE =
  'Another run of the integration is at work. What it read before this one may be written over what this one wrote, until the next event or sync of the same item.';

const isAtWork = (
  integration: Integration | undefined,
  { overlap }: Settings,
  { port, clock }: SyncContext,
): boolean => {
  const now = port.time() ?? clock.now();
  const mark = markOf(integration, port.time());
  return mark !== undefined && now < (mark.until ?? mark.since + overlap.staleAfter * 1000);
};

const warn = ({ log }: SyncContext, { report }: Recorder, text: string): void => {
  log.warn(text);
  report.warnings.push(text);
};
