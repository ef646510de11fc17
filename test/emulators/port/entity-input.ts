import { invalid, isObject, type Json } from './refusal.ts';

/** An entity as it came, with the types that the route promises. */
export interface EntityInput {
  identifier: string | Json;
  title?: string | null;
  icon?: string | null;
  team?: string[] | Json | null;
  properties?: Json;
  relations?: Record<string, string | string[] | Json | null>;
}

const identifierPattern = /^(?!\.{1,2}$)[\p{L}0-9@_.+:\\/=-]+$/u;
const fields = ['identifier', 'title', 'icon', 'team', 'blueprint', 'properties', 'relations'];

const scalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const isQuery = (value: unknown): value is Json => isObject(value) && Array.isArray(value.rules);

const identifier = (value: unknown, where: string): string => {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length > 1000 || !identifierPattern.test(text))
    throw invalid(`${where} must match pattern "${identifierPattern.source}"`);
  return text;
};

const label = (value: unknown, where: string): string | null => {
  if (value === null) return null;
  if (!scalar(value)) throw invalid(`${where} must be string`);
  return String(value);
};

const teams = (value: unknown, where: string): string[] | Json | null => {
  if (value === null || isQuery(value)) return value;
  const list = [value].flat();
  if (!list.every((team) => typeof team === 'string'))
    throw invalid(`${where} must be string or array of strings`);
  return list.filter((team) => team !== '');
};

const related = (value: unknown, where: string): string | string[] | Json | null => {
  if (value === null || isQuery(value)) return value;
  if (Array.isArray(value)) return value.map((one, i) => identifier(one, `${where}/${i}`));
  return identifier(value, where);
};

/** The check by the route's own schema, before any blueprint is looked at: a breach refuses the request whole. */
export const parseEntity = (body: unknown, where: string, blueprint: string): EntityInput => {
  if (!isObject(body)) throw invalid(`${where} must be object`);
  const stranger = Object.keys(body).find((key) => !fields.includes(key));
  if (stranger !== undefined) throw invalid(`${where} must NOT have additional properties: "${stranger}"`);
  const { title, icon, team, properties, relations } = body;
  if (body.blueprint !== undefined && body.blueprint !== blueprint)
    throw invalid(`${where}/blueprint must be the blueprint of the path`);
  for (const group of ['properties', 'relations'])
    if (body[group] !== undefined && !isObject(body[group]))
      throw invalid(`${where}/${group} must be object`);
  return {
    identifier: isQuery(body.identifier)
      ? body.identifier
      : identifier(body.identifier, `${where}/identifier`),
    ...(title !== undefined && { title: label(title, `${where}/title`) }),
    ...(icon !== undefined && { icon: label(icon, `${where}/icon`) }),
    ...(team !== undefined && { team: teams(team, `${where}/team`) }),
    ...(properties !== undefined && { properties: properties as Json }),
    ...(relations !== undefined && {
      relations: Object.fromEntries(
        Object.entries(relations as Json).map(([name, value]) => [
          name,
          related(value, `${where}/relations/${name}`),
        ]),
      ),
    }),
  };
};
