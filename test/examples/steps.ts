import { load } from 'js-yaml';
import { inputs } from '../../src/inputs/definitions.ts';
import { kebabCase } from '../../src/inputs/names.ts';
import { namesIn, textOf } from './support.ts';

/** A step of ours in an example, with what it is given as it is written. */
export interface Step {
  /** `pipelines/nightly.yml` */
  path: string;
  /** Inputs as the host's file has them: camelCase on Azure Pipelines, kebab-case on GitHub. */
  inputs: Record<string, string>;
  /** Inputs that stand under a condition of Azure Pipelines (`eq(…)`). */
  conditional: readonly { when: string; inputs: Record<string, string> }[];
  environment: Record<string, string>;
  /** `PortCatalogSync@0`, `owner/name@v0` */
  uses: string;
}

export interface Script {
  path: string;
  text: string;
}

type Yaml = Record<string, unknown>;

export const read = (path: string): Yaml => load(textOf(path)) as Yaml;

/** Every step of a pipeline or workflow, of all its jobs and stages. */
export function stepsOf(document: Yaml): Yaml[] {
  const { steps, jobs, stages } = document as {
    steps?: Yaml[];
    jobs?: Yaml[] | Record<string, Yaml>;
    stages?: Yaml[];
  };
  return [
    ...(steps ?? []),
    ...Object.values(jobs ?? {}).flatMap(stepsOf),
    ...(stages ?? []).flatMap(stepsOf),
  ];
}

const texts = (values: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, String(value)]));

export const pipelines = [
  ...namesIn('pipelines').map((name) => `pipelines/${name}`),
  ...namesIn('migrating').map((name) => `migrating/${name}`),
];
export const workflows = namesIn('workflows').map((name) => `workflows/${name}`);

/** Inputs of a task that stand under `${{ if … }}`. */
const conditionalIn = (values: unknown): Step['conditional'] =>
  Object.entries(values ?? {}).flatMap(([name, value]) => {
    const [, when] = /^\$\{\{ if (.*) \}\}$/.exec(name) ?? [];
    return when === undefined ? [] : [{ when, inputs: texts(value) }];
  });

const allInputs = (values: unknown): Record<string, string> =>
  Object.assign(
    texts(Object.fromEntries(Object.entries(values ?? {}).filter(([name]) => !name.startsWith('${{')))),
    ...conditionalIn(values).map(({ inputs: under }) => under),
  );

const ours = (path: string, uses: unknown): uses is string =>
  typeof uses === 'string' &&
  (workflows.includes(path) ? /port-catalog-sync/ : /^PortCatalogSync/).test(uses);

export const stepsIn = (path: string): Step[] =>
  stepsOf(read(path))
    .map(({ task, uses, inputs, with: given, env }) => ({
      path,
      uses: (task ?? uses) as string,
      inputs: allInputs(inputs ?? given),
      conditional: conditionalIn(inputs ?? given),
      environment: texts(env),
    }))
    .filter((step) => ours(path, step.uses));

/** The shell scripts between them. */
export const scriptsIn = (path: string): Script[] =>
  stepsOf(read(path))
    .map(({ bash, script, run }) => bash ?? script ?? run)
    .filter((text) => typeof text === 'string')
    .map((text) => ({ path, text }));

const camelCase = (name: string) => inputs.find((one) => kebabCase(one.name) === name)?.name ?? name;
/** GitHub's spelling of inputs in that of src/inputs/definitions.ts. */
export const camelCased = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [camelCase(name), value]));
