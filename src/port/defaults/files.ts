import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, type Problem, ProblemsError, UserError } from '../../lib/errors.ts';
import { readTextFile } from '../../lib/files/text-file.ts';
import { parseJson } from '../../lib/values/json.ts';
import { readYaml } from '../../mapping/definition/read-yaml.ts';
import { isObject } from '../answers.ts';
import type { Blueprint } from '../types.ts';
import { builtInResources, type DefaultResources, type Definition } from './resources.ts';

const extensions = ['json', 'yaml', 'yml'];

type Check = (content: unknown, wrong: (message: string, hint?: string) => void) => void;

const definitions: Check = (content, wrong) => {
  if (!Array.isArray(content)) return wrong('It must hold a list.');
  const seen = new Set<unknown>();
  for (const [index, item] of content.entries()) {
    const identifier = isObject(item) ? item.identifier : undefined;
    if (typeof identifier !== 'string' || identifier === '') wrong(`Entry ${index} has no identifier.`);
    else if (seen.has(identifier)) wrong(`Two entries have the identifier "${identifier}".`);
    seen.add(identifier);
  }
};

const scorecardLists: Check = (content, wrong) => {
  if (!Array.isArray(content)) return wrong('It must hold a list.');
  for (const [index, item] of content.entries()) {
    if (!isObject(item) || typeof item.blueprint !== 'string' || !Array.isArray(item.data)) {
      wrong(`Entry ${index} must be {blueprint, data: [scorecard, …]}.`);
    } else definitions(item.data, wrong);
  }
};

const document: Check = (content, wrong) => {
  if (!isObject(content)) wrong('It must hold a mapping with a list of resources.');
};

/**
 * The user's own resources in place of the built-in ones: `blueprints`, `port-app-config`, `scorecards`, `pages` and
 * `actions`, each as .json, .yaml or .yml. What the folder does not have is not created; without a mapping the
 * built-in one stands. All problems are told at once (ProblemsError).
 */
export const readResources = async (folder: string): Promise<DefaultResources> => {
  const problems: Problem[] = [];
  const names = await readdir(folder).catch((error) => {
    throw new UserError(
      `The folder ${folder} with your own resources cannot be read: ${messageOf(error)}`,
      'Check resourcesPath: it is taken from the working directory, and the code must have been checked out.',
      { code: 'PCS1403' },
    );
  });
  const read = async <T>(stem: string, check: Check, absent: T): Promise<T> => {
    const found = names.filter((name) => extensions.some((extension) => name === `${stem}.${extension}`));
    const [name] = found;
    if (name === undefined) return absent;
    const wrong = (message: string, hint?: string) =>
      problems.push({ where: join(folder, name), message, ...(hint ? { hint } : {}) });
    if (found.length > 1) wrong(`There is also ${found.slice(1).join(', ')}.`, 'Keep one of them.');
    try {
      const content = parse(name, await readTextFile(join(folder, name)));
      check(content, wrong);
      return content as T;
    } catch (error) {
      wrong(messageOf(error));
      return absent;
    }
  };

  const resources: DefaultResources = {
    blueprints: await read<Blueprint[]>('blueprints', definitions, []),
    mapping: await read('port-app-config', document, builtInResources.mapping),
    actions: await read<Definition[]>('actions', definitions, []),
    scorecards: await read<DefaultResources['scorecards']>('scorecards', scorecardLists, []),
    pages: await read<Definition[]>('pages', definitions, []),
  };
  if (problems.length > 0) throw new ProblemsError('Your own resources cannot be used:', problems, 'PCS1403');
  return resources;
};

const parse = (name: string, text: string): unknown => {
  if (name.endsWith('.json')) return parseJson(text);
  const read = readYaml(text);
  if ('document' in read) return read.document;
  throw new Error(`${read.problem.where}: ${read.problem.message}`);
};
