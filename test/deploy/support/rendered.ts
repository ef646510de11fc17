import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A Kubernetes object, as far as tests look at it. */
// biome-ignore lint/suspicious/noExplicitAny: its shape is what the schemas of Kubernetes are asked about.
export type KubernetesObject = { kind: string; metadata: any; spec?: any; data?: Record<string, string> };

export interface Rendered {
  /** Reason why the chart refused the values. */
  error?: string;
  objects: KubernetesObject[];
  /** Objects that Kubernetes would refuse, and why. */
  violations: string[];
  notes: string;
}

/** Python with the packages that render charts and know the objects of Kubernetes; undefined where there is none. */
export const python = [process.env.PYTHON, join(root, 'build/tools/bin/python'), 'python3']
  .filter((path) => path !== undefined)
  .filter((path) => !path.includes('/') || existsSync(path))
  .find((path) => spawnSync(path, ['-c', 'import helm_python, kubernetes_validate, yaml']).status === 0);

/** The oldest version that the chart is for, one between, and the newest that is known. */
const versions = ['1.27', '1.32', '1.37'];

const chart = join(root, 'deploy/helm/port-catalog-sync');

export interface Case {
  values: object;
  /** Name of the release. */
  name?: string;
}

/** Renders our chart for each case, in their order. */
export const render = (cases: readonly Case[]): { cases: Rendered[]; lint: { errors: string[] }[] } => {
  const asked = {
    lint: [chart],
    versions,
    cases: cases.map(({ values, name = 'sync' }) => ({ chart, values, name })),
  };
  const ended = spawnSync(python as string, [join(root, 'test/deploy/support/chart.py')], {
    input: JSON.stringify(asked),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (ended.status !== 0) throw new Error(ended.stderr);
  return JSON.parse(ended.stdout);
};
