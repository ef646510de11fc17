import { parseJson } from '../../lib/values/json.ts';
import { parseYaml } from './yaml11.ts';

/** A file's text as data: JSON, else YAML 1.1, else the text itself. */
export async function parseText(text: string): Promise<unknown> {
  try {
    return parseJson(text);
  } catch {
    return await parseAsYaml(text.replace(/^\uFEFF/, ''), text);
  }
}

async function parseAsYaml(text: string, otherwise: string): Promise<unknown> {
  try {
    const documents = parseYaml(text);
    const several = text.startsWith('---') && text.includes('---', 3);
    if (!several && documents.length > 1) return otherwise;
    const meaningful = documents.filter((document) => document !== null && document !== undefined);
    return meaningful.length > 1 ? meaningful : (meaningful[0] ?? otherwise);
  } catch {
    return otherwise;
  }
}
