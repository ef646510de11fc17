import { createAzureDevOps } from '../../src/azure-devops/client.ts';
import { parseOrganisationUrl } from '../../src/azure-devops/organisation.ts';
import { createService } from '../../src/http/service/service.ts';
import { silent } from '../../src/lib/log.ts';
import { createAzureDevOpsEmulator, createOrganisation } from '../../test/emulators/azure-devops/index.ts';
import { virtualClock } from '../../test/emulators/kit/clock.ts';
import { createProduct } from '../../test/integration/product.ts';
import { type Delivered, deliveredBy } from '../../test/integration/support/delivered-by.ts';
import { organisationOptions, plain, type Wanted } from '../../test/integration/support/resources.ts';
import { read } from '../../test/unit/kinds/support/read.ts';
import { fewestRequests } from './fewest-requests.ts';

/** Requests that reading a mapping costs, without what is made of its items. */
async function requestsFor(wanted: readonly Wanted[]): Promise<number> {
  const clock = virtualClock();
  const organisations = [createOrganisation(organisationOptions)];
  const emulator = createAzureDevOpsEmulator({ organisations, clock, record: 'counts' });
  const service = createService({
    ...{ name: 'Azure DevOps', transport: emulator.transport(clock), clock, log: silent },
    ...{ maxConcurrency: 16, requestTimeoutSeconds: 60, random: () => 0 },
    authorize: async () => ({ authorization: `Basic ${Buffer.from(':token').toString('base64')}` }),
  });
  const organisation = parseOrganisationUrl(`https://dev.azure.com/${organisationOptions.name}`);
  const resources = wanted.map(({ kind, options }) => ({ kind, ...options }));
  await read({ devops: createAzureDevOps({ organisation, service }) }, resources, {
    now: organisationOptions.now,
  });
  // Look-ups of subjects do not count: how many share one depends on who comes first.
  const counted = Object.entries(emulator.counts()).filter(([route]) => !/subjectlookup/i.test(route));
  return counted.reduce((sum, [, count]) => sum + count, 0);
}

const sumOf = (delivered: readonly Delivered[], name: 'rawItems' | 'entities') =>
  delivered.reduce((sum, { report }) => sum + report[name], 0);

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;

/** The page of what a first sync of each kind reads, and what it costs in requests. */
export async function requestsPage(): Promise<string> {
  const { delivered } = await deliveredBy(createProduct({ organisation: organisationOptions }), plain);
  const rows: string[] = [];
  let alone = 0;
  for (const { kind, options, report } of delivered) {
    const requests = await requestsFor([{ kind, ...(options && { options }) }]);
    const reason = fewestRequests[kind];
    if (!reason)
      throw new Error(
        `scripts/generators/fewest-requests.ts does not say why ${kind} takes no fewer requests`,
      );
    rows.push(row([`\`${kind}\``, report.rawItems, report.entities, requests, reason]));
    alone += requests;
  }
  const [items, entities] = [sumOf(delivered, 'rawItems'), sumOf(delivered, 'entities')];
  const together = await requestsFor(plain);
  const twice = await requestsFor([...plain, ...plain]);
  return `# Items and requests

What a first sync of each kind reads from the emulated organisation of the tests, and what it makes in Port. Made by \`npm run generate\`. Options are the defaults; \`file\` asks for \`README.md\`, \`folder\` for \`*\`, \`area-path\` for all levels. Requests are those to Azure DevOps, with those for the parents: branches need the repositories, and these the projects. Not counted are the look-ups of subjects (members and memberships of groups): each takes all that wait, up to 500, so that their number depends on timing.

| kind | raw items | entities | requests | why not fewer |
| --- | ---: | ---: | ---: | --- |
${rows.join('\n')}
${row(['all, each in a run of its own', items, entities, alone, ''])}
${row(['all in one mapping', items, entities, `**${together}**`, ''])}
${row(['all in one mapping, each twice', items, entities, `**${twice}**`, ''])}

Lists of a project or of the organisation stand in the place of many where all projects are read. Where the service does not have them (an older Server), or an answer leaves a doubt, each list is read as if there were no other way. Before something is deleted, each list that may have had it is read again, and what that hangs under; one by tokens that came in one page, shorter than was asked for, is asked for one item as well. What was tried and did not help: [performance](performance.md#requests).

A list that several kinds or resources need is read once. \`test/integration/requests.test.ts\` proves that a mapping with every kind in several forms costs the least that it can: it counts pages and parents on the organisation itself.
`;
}
