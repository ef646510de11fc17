import type { EntityBody } from '../../../src/mapping/types.ts';
import { createPort } from '../../../src/port/client.ts';
import type { Organisation } from '../../emulators/azure-devops/index.ts';
import { plainService, recordingLog } from '../../unit/port/support.ts';
import { createProduct, identifier, type Product, type ProductOptions } from '../product.ts';
import { deliveredBy } from './delivered-by.ts';
import { LINKING, portsBlueprints, portsMapping, REVIEWERS, WIQL } from './ports-default.ts';
import type { Item } from './whole-items.ts';

/** Settings that Port's exporter leaves on its integration. */
const asItLeaves = { version: '0.12.2', actionsProcessingEnabled: true, incrementalSyncEnabled: true };

const spaceless = (...parts: unknown[]) =>
  parts
    .map((part) => part ?? '')
    .join('')
    .replaceAll(' ', '');

/** Entities that the exporter makes of the items that its default mapping reads, written down without jq. */
const made: Record<string, (item: Item) => EntityBody | undefined> = {
  project: (item) => ({
    identifier: item.id,
    blueprint: 'azureDevopsProject',
    title: item.name,
    properties: {
      state: item.state,
      revision: item.revision,
      visibility: item.visibility,
      defaultTeam: item.defaultTeam?.name ?? null,
      link: item.url.replace('_apis/projects/', ''),
    },
  }),
  repository: (item) => ({
    identifier: item.id,
    blueprint: 'azureDevopsRepository',
    title: item.name,
    properties: {
      url: item.remoteUrl,
      readme: item.__includedFiles['README.md'],
      codeowners: item.__includedFiles.CODEOWNERS,
    },
    relations: { project: item.project.id },
  }),
  'repository-policy': ({ __repository, type, settings, isEnabled, isBlocking }) => {
    const properties = {
      [REVIEWERS]: { minimumApproverCount: settings.minimumApproverCount ?? null },
      [LINKING]: { workItemLinking: isEnabled && isBlocking },
    }[type.displayName as string];
    return properties && { identifier: __repository.id, blueprint: 'azureDevopsRepository', properties };
  },
  board: (item) => ({
    identifier: item.id,
    blueprint: 'azureDevopsBoard',
    title: item.name,
    properties: { link: item.url },
    relations: { project: item.__project.id },
  }),
  'work-item': ({ id, url, fields, __project }) => ({
    identifier: `${__project.id}/${id}`,
    blueprint: 'azureDevopsWorkItem',
    title: fields['System.Title'],
    properties: {
      type: fields['System.WorkItemType'],
      state: fields['System.State'],
      effort: fields['Microsoft.VSTS.Scheduling.Effort'] ?? -1,
      description: fields['System.Description'] ?? '',
      link: url,
      reason: fields['System.Reason'] ?? null,
      createdBy: fields['System.CreatedBy']?.displayName ?? null,
      changedBy: fields['System.ChangedBy']?.displayName ?? null,
      createdDate: fields['System.CreatedDate'],
      changedDate: fields['System.ChangedDate'],
    },
    relations: {
      project: __project.id,
      column: spaceless(fields['System.WorkItemType'], '-', fields['System.BoardColumn'], '-', __project.id),
    },
  }),
  column: (item) => ({
    identifier: spaceless(item.__stateType, '/', item.name, '/', item.__board.__project.id),
    blueprint: 'azureDevopsColumn',
    title: item.name,
    relations: { board: item.__board.id },
  }),
  release: (item) => ({
    identifier: `${item.projectReference.id}/${item.id}`,
    blueprint: 'azureDevopsRelease',
    title: item.name,
    properties: {
      status: item.status,
      reason: item.reason,
      createdDate: item.createdOn,
      modifiedDate: item.modifiedOn,
      createdBy: item.createdBy?.uniqueName ?? null,
      modifiedBy: item.modifiedBy?.uniqueName ?? null,
      definitionName: item.releaseDefinition?.name ?? null,
      link: item._links.web.href,
    },
    relations: { project: item.projectReference.id },
  }),
};

const read = [
  { kind: 'project', options: { defaultTeam: true } },
  { kind: 'repository', options: { includedFiles: ['README.md', 'CODEOWNERS'] } },
  { kind: 'repository-policy' },
  { kind: 'board' },
  { kind: 'work-item', options: { wiql: WIQL } },
  { kind: 'column' },
  { kind: 'release' },
];

/** A catalog that Port's own exporter has filled by its default mapping; nothing of this tool has been there. */
export async function filledByPortsExporter(options: ProductOptions): Promise<Product> {
  const items = await deliveredBy(createProduct(options), read);
  const product = createProduct(options);
  product.port.seedBlueprints(portsBlueprints);
  product.port.seedIntegration({
    identifier,
    ...asItLeaves,
    config: portsMapping,
    arePortResourcesInitialized: true,
  });
  const port = createPort({
    service: plainService(product.port, product.clock),
    baseUrl: 'https://api.getport.io',
    identifier,
    clientId: product.port.clientId,
    clientSecret: product.port.clientSecret,
    version: asItLeaves.version,
    runId: 'theirs',
    clock: product.clock,
    log: recordingLog(),
    announceSecret() {},
  });
  for (const { kind, items: raw } of items.delivered) {
    const bodies = inOrder(raw, product).flatMap((item) => made[kind]?.(item) ?? []);
    for (let at = 0; at < bodies.length; at += 20) {
      const some = bodies.slice(at, at + 20);
      const [{ blueprint }] = some as [EntityBody];
      await port.upsert(blueprint, some, { merge: true, createMissingRelatedEntities: true });
    }
  }
  return product;
}

/**
 * Equal columns of several teams' boards are one entity there, and the last one to arrive counts, which is a matter of
 * luck: here the service's own order.
 */
const inOrder = (items: readonly Item[], { azureDevOps }: Product): Item[] => {
  const boards = [...(azureDevOps.organisations[0] as Organisation).all('team')].flatMap(({ item }) =>
    [...item.boards.items()].map(({ id }) => id),
  );
  const position = ({ __board }: Item) => (__board ? boards.indexOf(__board.id) : 0);
  return items.toSorted((a, b) => position(a) - position(b));
};
