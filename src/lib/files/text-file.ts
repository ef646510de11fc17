import { readFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The text of bytes in UTF-8; undefined where they are none, or binary. */
const textIn = (bytes: Buffer): string | undefined => {
  try {
    const text = decoder.decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
};

/** The text of a user's file, without a byte order mark. Throws UserError where it is not UTF-8. */
export async function readTextFile(path: string): Promise<string> {
  const text = textIn(await readFile(path));
  if (text === undefined) throw new UserError('it is not text in UTF-8', 'Save the file in that encoding.');
  return text;
}
