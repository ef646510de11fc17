import type { Log } from '../log.ts';
import type { OrganisationReport } from '../summary/report.ts';
import type { OrganisationReads } from './pipeline.ts';
import { probe } from './probe.ts';
import type { OrganisationTools } from './run.ts';
import type { Tally } from './tally.ts';
import { availableOn, type Branch, resourcesUnder } from './tree.ts';

export interface PermissionsOptions {
  organisations: readonly OrganisationTools[];
  reports: readonly OrganisationReport[];
  branches: readonly Branch[];
  excludedTags: readonly string[];
  now: Date;
  signal: AbortSignal;
  log: Log;
  tally: Tally;
}

/** Finds out what can be read of each organisation, and says so before any of the work is done. */
export const permissions = (options: PermissionsOptions): Promise<OrganisationReads[]> =>
  Promise.all(
    options.organisations.map(async ({ devops }, index): Promise<OrganisationReads> => {
      const { log, tally, excludedTags, now, signal } = options;
      const { url, name, hosting } = devops.organisation;
      const { branches, missing } = availableOn(hosting, options.branches);
      const { readable, lacking, refused, ...probed } = await probe(branches, {
        devops,
        index,
        excludedTags,
        now,
        signal,
      });
      if (readable.length > 0) log.info(`${name}: the credential reads ${readable.join(', ')}`);
      for (const { scope, kinds } of lacking)
        log.warn(`${name}: the credential lacks ${scope}, so it cannot read ${kinds.join(', ')}`);
      for (const branch of missing) {
        const reason = `${url} is an Azure DevOps Server, which has no ${branch.source.servicesOnly}`;
        const kinds = [...new Set(resourcesUnder(branch).map(({ kind }) => kind))];
        log.info(`${reason}: nothing to read for ${kinds.join(', ')}`);
        tally.note(reason, kinds);
      }
      const report = options.reports[index] as OrganisationReport;
      return { devops, reading: probed.devops, branches, refused, report };
    }),
  );
