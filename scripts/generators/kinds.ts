import * as z from 'zod/mini';
import { kinds } from '../../src/kinds/registry.ts';
import type { KindDefinition } from '../../src/kinds/types.ts';

/** The part of an option's JSON Schema that is read. */
interface Form {
  type?: string | string[];
  enum?: string[];
  items?: Form;
  anyOf?: Form[];
}

const introduction = `# Kinds

What each \`kind\` of a mapping reads from Azure DevOps, which fields it adds to the item, which options its \`selector\` takes, which scope the token needs, and what it costs in requests.

Items are the JSON of the REST API as it is. Every item also has \`__organizationUrl\` and \`__organizationName\`. Every kind takes \`query\`. A list that several resources or kinds need is read once per run: the requests below are shared wherever the same list is meant. The list of projects (one request per 1,000, and one per project with \`excludedTags\`) comes with every kind that is read per project, and with \`projects\` or \`excludedTags\` also with teams and groups. A project that they leave out costs no request of its own, but for its tags where no pattern decides.

Options that hold one value take it in either form (\`'true'\` and \`true\`, \`'5'\` and \`5\`); lists take a single element as well.

A list that could not be read in full never leads to a deletion. An answer that means "there are none here" (Advanced Security is off, a repository is disabled, a build has not started, a team has no iteration or no area paths) is complete and empty, and is counted in the summary.

What falls out of a window (\`minTimeInDays\`, \`maxResults\`) leaves the catalog, as closed pull requests do.
`;

const link = (name: string) => `[${name}](#${name})`;

/** The text of docs/kinds.md, made from the definitions of the kinds. */
export const kindsPage = (): string =>
  [introduction, [...kinds.keys()].map(link).join(' · '), '', ...[...kinds.values()].map(section), ''].join(
    '\n',
  );

function section({ name, summary, scope, servicesOnly, docs, options }: KindDefinition): string {
  const facts = [
    `- Token scope: ${[scope, ...(docs.scope ? [docs.scope] : [])].join('; ')}`,
    `- Requests: ${docs.requests}`,
    ...(servicesOnly ? ['- Azure DevOps Services only'] : []),
  ];
  return [
    `## ${name}\n`,
    `${summary}\n`,
    ...facts,
    ...list(
      'Fields added',
      Object.entries(docs.fields).map(([field, text]) => `\`${field}\`: ${text}`),
    ),
    ...list(
      'Options',
      Object.entries(options).map(([option, schema]) => optionLine(option, schema, docs)),
    ),
    '',
  ].join('\n');
}

const list = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`- ${title}:`, ...lines.map((line) => `  - ${line}`)];

function optionLine(option: string, schema: z.ZodMiniType, docs: KindDefinition['docs']): string {
  const { properties = {}, required } = z.toJSONSchema(z.object({ [option]: schema }), { io: 'input' });
  const byDefault = z.safeParse(schema, undefined).data as string | unknown[] | undefined;
  const facts = [
    typeOf(properties[option] as Form),
    ...(required ? ['required'] : []),
    ...(byDefault === undefined || byDefault?.length === 0 ? [] : [`default \`${byDefault}\``]),
  ];
  return `\`${option}\` (${facts.join('; ')}): ${docs.options?.[option]}`;
}

const names: Record<string, string> = {
  boolean: 'true or false',
  integer: 'whole number',
  string: 'text',
  number: 'text',
  object: 'object',
};

/** The fullest of the forms that an option may have. */
function typeOf(schema: Form): string {
  const forms = schema.anyOf?.flatMap((form) => form.anyOf ?? form) ?? [schema];
  const form = forms.find(({ type }) => type === 'array') ?? forms[0];
  if (!form) throw new Error('An option without a type.');
  if (form.enum) return form.enum.map((value) => `\`${value}\``).join(', ');
  if (form.type === 'array' && form.items)
    return `list of ${form.items.enum ? typeOf(form.items) : `${typeOf(form.items)}s`}`;
  return names[[form.type ?? []].flat()[0] ?? ''] ?? '';
}
