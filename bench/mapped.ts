import { readdirSync, readFileSync } from 'node:fs';
import { readYaml } from '../src/mapping/definition/read-yaml.ts';
import type { Blueprint } from '../src/port/types.ts';

const folder = new URL('../examples/kinds/', import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, folder), 'utf8');
const names = readdirSync(folder).sort();

export const blueprints: Blueprint[] = names.map((name) => JSON.parse(textOf(`${name}/blueprint.json`)));

/** What leaves a part of the organisation out, and what reads each build's commits besides. */
const narrowing = new Set(['wiql', 'minTimeInDays', 'maxResults', 'enrichWithFirstCommit']);

const whole = ({ selector, ...resource }: Resource): Resource => ({
  ...resource,
  selector: Object.fromEntries(Object.entries(selector).filter(([option]) => !narrowing.has(option))),
});

interface Resource {
  kind: string;
  selector: Record<string, unknown>;
}

const resourcesOf = (name: string): Resource[] => {
  const read = readYaml(textOf(`${name}/mapping.yaml`));
  if ('problem' in read) throw new Error(`${name}: ${read.problem.message}`);
  return (read.document as { resources: Resource[] }).resources.map(whole);
};

/** All kinds mapped, one resource or two each: the examples' mappings in one document, as text. */
export const mapping: string = JSON.stringify({ resources: names.flatMap(resourcesOf) });
