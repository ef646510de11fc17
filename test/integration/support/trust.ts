import type { ResourceReport } from '../../../src/report/report.ts';
import type { Settings } from '../../../src/settings/types.ts';
import { seedCatalog } from '../../chaos/catalog.ts';
import { resource } from '../../support/resource.ts';
import { createProduct, type Ended, type Product, type ProductOptions } from '../product.ts';

/** A resource of a mapping as short as a test can read it. */
export const onto = (
  kind: string,
  blueprint: string,
  fields: { identifier?: string; title?: string; properties?: object; relations?: object } = {},
  selector: object = {},
) => resource(kind, { identifier: '.id', blueprint: `"${blueprint}"`, title: '.name', ...fields }, selector);

export const projects = onto('project', 'project');
export const repositories = onto('repository', 'repository', { relations: { project: '.project.id' } });
export const branches = onto('branch', 'branch', {
  identifier: '.__repository.id + "/" + .objectId',
  relations: { repository: '.__repository.id' },
});
export const teams = onto('team', 'team', { relations: { project: '.projectId' } });
export const workItems = onto('work-item', 'item', {
  identifier: '.__project.id + "/" + (.id | tostring)',
  title: '.fields["System.Title"]',
  relations: { project: '.__project.id' },
});

export const mappingOf = (resources: object[], flags: object = {}): Partial<Settings> => ({
  mapping: { from: 'inline', text: JSON.stringify({ ...flags, resources }) },
});

/** A small organisation and a catalog with blueprints for it; the mapping of five kinds unless given. */
export function trusted(
  options: ProductOptions = {},
  settings: Partial<Settings> = mappingOf([projects, repositories, branches, teams, workItems]),
) {
  const product = createProduct({
    random: () => 0.5,
    organisation: {
      scale: {
        projects: 3,
        teamsPerProject: 2,
        repositoriesPerProject: 3,
        branchesPerRepository: 2,
        workItemsPerProject: 5,
        pullRequestsPerRepository: 1,
        buildsPerProject: 2,
        users: 4,
      },
    },
    ...options,
  });
  seedCatalog(product.port, [], '');
  const sync: Product['sync'] = (more, log) => product.sync({ ...settings, ...more }, log);
  return { ...product, sync };
}

export const resourceOf = ({ report }: Ended, kind: string): ResourceReport => {
  const found = report.resources.find((r) => r.kind === kind);
  if (!found) throw new RangeError(`There is no resource of kind ${kind}.`);
  return found;
};

/** A delay of every answer, in milliseconds, which keeps a run at work for a while. */
export const slowly = (product: Product, ms: number): void => {
  product.azureDevOps.latency = ms;
  product.port.latency = ms;
};

/** Kinds whose resource was not read in full. */
export const incomplete = ({ report }: Ended): string[] =>
  report.resources.filter((r) => !r.complete).map((r) => r.kind);
