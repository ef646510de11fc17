import { messageOf } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Tally } from '../../report/counters.ts';
import type { OrganisationReport } from '../../report/report.ts';
import type { OrganisationReads } from '../read/flow.ts';
import { availableOn, type Branch, resourcesUnder } from '../read/read-plan.ts';
import type { OrganisationTools } from '../run.ts';
import { type Probed, type ProbeOptions, probe } from './probe.ts';

/** What a probe found of an organisation. */
export interface Found extends Probed {
  branches: readonly Branch[];
  /** Lists that a hosting of this kind does not have. */
  missing: readonly Branch[];
}

export interface FindOptions extends Omit<ProbeOptions, 'devops' | 'index'> {
  organisations: readonly OrganisationTools[];
  branches: readonly Branch[];
}

/** Finds out what can be read of each organisation. */
export const findReadable = ({ organisations, branches, ...options }: FindOptions): Promise<Found[]> =>
  Promise.all(
    organisations.map(async ({ devops }, index) => {
      const available = availableOn(devops.organisation.hosting, branches);
      return { ...available, ...(await probe(available.branches, { ...options, devops, index })) };
    }),
  );

/** Says what can be read, before any of the work is done. */
export function tellReadable(
  found: readonly Found[],
  organisations: readonly OrganisationTools[],
  reports: readonly OrganisationReport[],
  { log, tally }: { log: Log; tally: Tally },
): OrganisationReads[] {
  return organisations.map(({ devops }, index) => {
    const { url, name } = devops.organisation;
    const { branches, missing, readable, lacking, refused, mistakes, ...probed } = found[index] as Found;
    const report = reports[index] as OrganisationReport;
    if (readable.length > 0) log.info(`${name}: the credential reads ${readable.join(', ')}`);
    for (const { scope, kinds } of lacking)
      log.warn(`${name}: the credential lacks ${scope}, so it cannot read ${kinds.join(', ')}`);
    for (const branch of missing) {
      const reason = `${url} is an Azure DevOps Server, which has no ${branch.source.servicesOnly}`;
      const kinds = [...new Set(resourcesUnder(branch).map(({ kind }) => kind))];
      log.info(`${reason}: nothing to read for ${kinds.join(', ')}`);
      tally.note(reason, kinds);
    }
    const place = organisations.length > 1 ? name : undefined;
    for (const [branch, error] of mistakes) {
      report.complete = false;
      report.reason ??= messageOf(error);
      tally.incomplete(resourcesUnder(branch), error, undefined, place);
    }
    return { devops, reading: probed.devops, branches, refused, report };
  });
}
