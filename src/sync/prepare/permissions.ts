import { messageOf } from '../../lib/errors.ts';
import type { Counters } from '../../report/counters/counters.ts';
import type { OrganisationReport } from '../../report/report.ts';
import type { OrganisationContext, SyncContext } from '../context.ts';
import { type ListPlan, listsOn, resourcesUnder } from '../read/read-plan.ts';
import type { OrganisationLists } from '../read/run-flow.ts';
import type { Recorder } from '../record/recorder.ts';
import { type Probed, type ProbeOptions, probe } from './probe.ts';

/** An organisation's lists, and what the probe found of them. */
export interface ProbedOrganisation extends Probed {
  lists: readonly ListPlan[];
  /** Lists that an organisation of this hosting does not have. */
  missing: readonly ListPlan[];
}

export interface ProbeAllOptions extends Omit<ProbeOptions, 'devops' | 'index'> {
  organisations: readonly OrganisationContext[];
  lists: readonly ListPlan[];
}

/** Probes the lists of each organisation, in the order of the organisations. */
export const probeOrganisations = ({
  organisations,
  lists,
  ...options
}: ProbeAllOptions): Promise<ProbedOrganisation[]> =>
  Promise.all(
    organisations.map(async ({ devops }, index) => {
      const available = listsOn(devops.organisation.hosting, lists);
      return { ...available, ...(await probe(available.lists, { ...options, devops, index })) };
    }),
  );

/** Logs what each credential can read, before it is read. Gives the lists to be read. */
export function logReadable(
  { context, recorder, counters }: { context: SyncContext; recorder: Recorder; counters: Counters },
  probed: readonly ProbedOrganisation[],
): OrganisationLists[] {
  const { log, organisations } = context;
  return organisations.map(({ devops }, index) => {
    const { url, name } = devops.organisation;
    const { replayed, lists, missing, readable, lacking, refused, mistakes } = probed[
      index
    ] as ProbedOrganisation;
    const report = recorder.report.organisations[index] as OrganisationReport;
    if (readable.length > 0) log.info(`${name}: the credential reads ${readable.join(', ')}`);
    for (const { scope, kinds } of lacking)
      log.warn(`${name}: the credential lacks ${scope}, so it cannot read ${kinds.join(', ')}`);
    for (const list of missing) {
      const reason = `${url} is an Azure DevOps Server, which has no ${list.source.servicesOnly}`;
      const kinds = [...new Set(resourcesUnder(list).map(({ kind }) => kind))];
      log.info(`${reason}: nothing to read for ${kinds.join(', ')}`);
      counters.note(reason, kinds);
    }
    const place = organisations.length > 1 ? name : undefined;
    for (const [list, error] of mistakes) {
      report.complete = false;
      report.reason ??= messageOf(error);
      counters.markIncomplete(resourcesUnder(list), error, undefined, place);
    }
    return { devops, replayed, lists, refused, report };
  });
}
