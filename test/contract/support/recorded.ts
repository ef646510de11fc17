import type { Transport } from '../../../src/http/types.ts';
import { EVERYTHING } from '../../../src/kinds/read-scope.ts';
import { createProduct, type ProductOptions } from '../../integration/product.ts';
import { pathOf } from '../../integration/support/item-paths.ts';
import { blueprint, documentOf, type Wanted } from '../../integration/support/resources.ts';
import { itemsIn, resourcesOf, seedBlueprints, settingsOf } from '../../integration/support/whole-items.ts';

/** A request as it was sent, and its answer. */
export interface Exchange {
  method: string;
  url: URL;
  accept: string;
  /** Undefined where none was sent. */
  body: unknown;
  status: number;
  /** Undefined where it is not JSON. */
  answer: unknown;
}

/** Syncs the emulated organisation and gives all that went between the product and Azure DevOps. */
export async function recordedRun(
  wanted: readonly Wanted[],
  { excludedTags = [], ...options }: ProductOptions & { excludedTags?: string[] } = {},
): Promise<Exchange[]> {
  const product = createProduct(options);
  product.port.seedBlueprints([blueprint]);
  const exchanges: Exchange[] = [];
  const { transport } = product.azureDevOps;
  product.azureDevOps.transport = (clock) => recording(transport(clock), exchanges);
  const { report } = await product.sync({
    mapping: { from: 'inline', text: documentOf(wanted) },
    initializePortResources: false,
    scope: { ...EVERYTHING, excludedTags },
  });
  if (report.run.failure || report.problems.length > 0)
    throw new Error(JSON.stringify([report.run, report.problems], null, 1));
  return exchanges;
}

/** Runs over an item of each kind, and over what has gone since, and gives what went between the two. */
export async function recordedItems(wanted: readonly Wanted[], options: ProductOptions): Promise<Exchange[]> {
  const product = createProduct(options);
  seedBlueprints(product, wanted);
  const settings = settingsOf(resourcesOf(wanted));
  await product.sync(settings);
  const paths = wanted.flatMap(({ kind }, index) => {
    const all = itemsIn(product, index);
    const step = Math.max(1, Math.floor(all.length / 6));
    return all.filter((_, at) => at % step === 0).map(([, item]) => pathOf(kind, item));
  });
  const exchanges: Exchange[] = [];
  const { transport } = product.azureDevOps;
  product.azureDevOps.transport = (clock) => recording(transport(clock), exchanges);
  const items = await product.openItems(settings);
  await items.run(paths);
  const leaves = ['branch', 'build', 'file', 'release', 'release-definition', 'wiki-page', 'work-item'];
  for (const kinds of [leaves, ['repository'], ['project']]) {
    product.azureDevOps.organisations[0]?.remove({ kinds, share: 0.5, seed: 1 });
    await items.run(paths);
  }
  await items.close();
  return exchanges;
}

const recording =
  (transport: Transport, exchanges: Exchange[]): Transport =>
  async (request) => {
    const { method, url, headers, body } = request;
    const response = await transport(request);
    const isJson = /^application\/json/.test(response.headers['content-type'] ?? '');
    exchanges.push({
      method,
      url: new URL(url),
      accept: headers.accept ?? '',
      body: body?.length ? JSON.parse(body.toString()) : undefined,
      status: response.status,
      answer: isJson && response.body.length > 0 ? JSON.parse(response.body.toString()) : undefined,
    });
    return response;
  };
