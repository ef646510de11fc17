import type { Organisation } from '../../emulators/azure-devops/index.ts';
import { resource } from '../../support/resource.ts';
import { createProduct, type ItemsProcess, type Product, type ProductOptions } from '../product.ts';

const now = new Date(Date.UTC(2026, 0, 5));

interface Entity {
  identifier: string;
  properties?: Record<string, string>;
}

const blueprint = (identifier: string) => ({
  identifier,
  title: identifier,
  schema: { properties: { text: { type: 'string' } }, required: [] },
  relations: {},
});

/** An organisation that has been synced, and a process that hears of its events. */
export const heard = async (
  kind: string,
  entity: Entity,
  selector: object = {},
  options: ProductOptions = {},
) => {
  const product = createProduct({ organisation: { now }, ...options });
  product.port.seedBlueprints([blueprint('thing')]);
  const mappings = { ...entity, blueprint: '"thing"' };
  const resources = [resource(kind, mappings, selector)];
  const settings = {
    mapping: { from: 'inline' as const, text: JSON.stringify({ resources }) },
    initializePortResources: false,
  };
  await product.sync(settings);
  await product.clock.sleep(5_000);
  const organisation = product.azureDevOps.organisations[0] as Organisation;
  return { product, organisation, items: await product.openItems(settings) };
};

export const event = (eventType: string, resource: object, project?: { id: string }) => ({
  eventType,
  resource,
  resourceContainers: {
    account: { baseUrl: 'https://dev.azure.com/contoso/' },
    ...(project && { project: { id: project.id } }),
  },
});

export const told = ({ changes }: ItemsProcess) =>
  changes.map(({ action, identifier }) => `${action} ${identifier}`);
export const requestsOf = ({ azureDevOps }: Product, from: number) =>
  azureDevOps.requests.slice(from).map(({ route }) => route);

/** A commit of the emulator, which says by its last digits when it was. */
export const commitAt = (time: number, letter: string): string =>
  letter.repeat(28) + Math.floor(time).toString(16).padStart(12, '0');
