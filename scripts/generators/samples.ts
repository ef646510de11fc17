// The sample items of `mode: check`: reads every variant of every kind from the emulated organisation, by the product's
// own readers, and keeps a few items of each that differ.
import { compose } from '../../src/app/compose.ts';
import { type Variant, variantsOf } from '../../src/check/samples/variants.ts';
import { kinds } from '../../src/kinds/registry.ts';
import type { RawItem } from '../../src/kinds/types.ts';
import { silent } from '../../src/lib/log.ts';
import { parseMapping } from '../../src/mapping/definition/parse-mapping.ts';
import type { Mapper } from '../../src/mapping/types.ts';
import type { ProblemGroup } from '../../src/report/report.ts';
import { run } from '../../src/sync/run.ts';
import { createAzureDevOpsEmulator, createOrganisation } from '../../test/emulators/azure-devops/index.ts';
import { virtualClock } from '../../test/emulators/kit/clock.ts';
import { createPortEmulator } from '../../test/emulators/port/emulator.ts';
import { testSettings } from '../../test/support/settings.ts';

/** Samples of a kind as it is read by default, and of each other variant. */
const COUNT = { byDefault: 3, otherwise: 2 };

/** Options without which a kind reads nothing. */
const required: Record<string, Record<string, unknown>> = {
  file: { files: { path: ['**/*.{json,yml,yaml}', 'README.md'] } },
  folder: { folders: [{ path: '*' }] },
};

/** `codeCoverage` is an object, and some choices have no value for "nothing". */
const written = ({ kind, options }: Variant): Record<string, unknown> => ({
  ...required[kind],
  ...Object.fromEntries(
    Object.entries(options)
      .filter(([option, value]) => value !== '' && !(option === 'codeCoverage' && value === false))
      .map(([option, value]) => [option, option === 'codeCoverage' ? { flags: 7 } : value]),
  ),
});

const resource = (variant: Variant) => ({
  kind: variant.kind,
  selector: { query: 'true', ...written(variant) },
  port: { entity: { mappings: { identifier: 'null', blueprint: '"none"' } } },
});

/** The likeness of an item: what it is and how it stands. Samples that are shown beside each other differ in it. */
const likeness = (item: RawItem): string => {
  const telling =
    /^(type|state|status|result|severity|isDisabled|isDraft|subjectKind|path|System\.(WorkItemType|State))$/;
  const leaves = [item, item.file, item.fields, item.configuration].flatMap((part) =>
    Object.entries((part ?? {}) as RawItem).filter(
      ([name, value]) => telling.test(name) && typeof value !== 'object',
    ),
  );
  const filled = Object.entries(item).map(([name, value]) => [
    name,
    Array.isArray(value) && value.length > 0,
  ]);
  return JSON.stringify([filled.sort(), leaves]);
};

const longestList = 3;

/** Lists cut short: their later elements make the file grow and show no more. */
const shortened = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.slice(0, longestList).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shortened(inner)]));
};

const tooLarge = 12_000;

const chosen = (items: readonly RawItem[], count: number): RawItem[] => {
  const short = items.map((item) => shortened(item) as RawItem);
  const fit = short.filter((item) => JSON.stringify(item).length < tooLarge);
  const alike = new Map<string, RawItem[]>();
  for (const item of fit) alike.set(likeness(item), [...(alike.get(likeness(item)) ?? []), item]);
  const groups = [...alike.values()].sort((a, b) => b.length - a.length);
  return [...groups.map(([first]) => first as RawItem), ...(groups[0]?.slice(1) ?? [])].slice(0, count);
};

/** The items of each resource of a mapping document, read by a run from the emulated organisation. */
async function readItems(
  document: string,
  resources: number,
): Promise<{ found: RawItem[][]; unread: ProblemGroup[] }> {
  const found: RawItem[][] = Array.from({ length: resources }, () => []);
  const recorder: Mapper = {
    check: async () => [],
    map: async ({ index }, items) => {
      found[index]?.push(...(structuredClone(items) as RawItem[]));
      return items.map(() => ({ outcomes: [{ result: 'filtered' }] }));
    },
    identify: async (_, items) => items.map(() => undefined),
    stats: () => ({ workers: 0, batches: 0, items: 0, engineSeconds: 0, itemsWithoutEngine: 0 }),
    close: async () => {},
  };
  const clock = virtualClock();
  const now = new Date(Date.UTC(2026, 0, 5));
  const organisation = createOrganisation({ name: 'contoso', seed: 1, scale: 'demo', now });
  const azureDevOps = createAzureDevOpsEmulator({ organisations: [organisation], clock });
  const settings = testSettings({
    integrationIdentifier: 'samples',
    mode: 'plan',
    mapping: { from: 'inline', text: document },
    initializePortResources: false,
    deletions: false,
  });
  const tools = compose(settings, {
    clock,
    transports: {
      azureDevOps: azureDevOps.transport(clock),
      port: createPortEmulator({ clock }).transport(clock),
    },
    log: silent,
    tool: { name: 'samples', version: '0.0.0', runtime: '', host: 'terminal' },
    runId: 'samples',
    secret() {},
    mask: (text) => text,
    change: async () => {},
    stop: new AbortController(),
    cancelled: new AbortController().signal,
  });
  const report = await run(settings, { ...tools, createMapper: () => recorder });
  return { found, unread: report.problems.filter(({ phase }) => phase === 'read') };
}

/** Files in an order of their own. They are unpacked and parsed in real time, so that they arrive in any. */
const inOrder = (items: readonly RawItem[]): RawItem[] =>
  items
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text)))
    .map(({ item }) => item);

const isDefault = ({ name, kind }: Variant): boolean => variantsOf(kind)[0]?.name === name;

/** The text of src/check/samples/items.ndjson. */
export async function samples(): Promise<string> {
  const variants = [...kinds.keys()].flatMap(variantsOf);
  const document = JSON.stringify({ resources: variants.map(resource) });
  parseMapping({ text: document }, kinds, { from: 'inline' });
  const { found, unread } = await readItems(document, variants.length);
  const kept = variants.map((variant, index) => ({
    name: variant.name,
    items: chosen(
      variant.kind === 'file' ? inOrder(found[index] ?? []) : (found[index] ?? []),
      isDefault(variant) ? COUNT.byDefault : COUNT.otherwise,
    ),
  }));
  const missing = kept.filter(({ items }) => items.length === 0);
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    throw new Error(`No samples of ${names}. Not read: ${JSON.stringify(unread)}`);
  }
  return kept
    .flatMap(({ name, items }) => items.map((item) => `${JSON.stringify({ variant: name, item })}\n`))
    .join('');
}
