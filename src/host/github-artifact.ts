import { DefaultArtifactClient } from '@actions/artifact';
import { messageOf } from '../errors.ts';

/** A workflow run's attempts and jobs share their artifacts, which cannot be changed: then another name is tried. */
const MOST_NAMES = 20;

const taken = (error: unknown): boolean => /already exists|conflict|409/i.test(messageOf(error));

const nameFor = (name: string, attempt: number): string => (attempt === 1 ? name : `${name}-${attempt}`);

/** Uploads a folder's files; resolves with the name that the artifact got. A bundle of its own: it is large. */
export const uploadArtifact = async (
  name: string,
  directory: string,
  files: readonly string[],
): Promise<string> => {
  const client = new DefaultArtifactClient();
  for (let attempt = 1; ; attempt += 1) {
    const candidate = nameFor(name, attempt);
    try {
      await client.uploadArtifact(candidate, [...files], directory);
      return candidate;
    } catch (error) {
      if (!taken(error) || attempt === MOST_NAMES) throw error;
    }
  }
};
