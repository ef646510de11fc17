import { parseOrganisationUrl } from '../azure-devops/organisation.ts';
import type { ReadScope } from '../kinds/read-scope.ts';
import { type ProjectPattern, parseProjectPattern } from '../kinds/support/project-patterns.ts';
import { messageOf } from '../lib/errors.ts';
import type { InputReader } from './reader.ts';

const MOST_PATTERNS = 1_000;
const HINT =
  'Write a name, an id or a pattern of one, such as Store*, with ! before it to leave it out, and with the organisation before it where there are several: contoso/Store*.';

/** The run's scope, by the inputs. */
export function readScope(reader: InputReader, organizationUrls: readonly string[]): ReadScope {
  const organisations = organizationUrls.map((url) => parseOrganisationUrl(url).name);
  const only = reader.list('only').items;
  const onlyProjects = readPatterns('onlyProjects', reader, organisations);
  return {
    projects: readPatterns('projects', reader, organisations),
    excludedTags: reader.list('excludedTags').items,
    ...(only.length + onlyProjects.length > 0 && { part: { only, projects: onlyProjects } }),
  };
}

function readPatterns(
  input: string,
  reader: InputReader,
  organisations: readonly string[],
): ProjectPattern[] {
  const { items, where } = reader.list(input);
  if (items.length > MOST_PATTERNS) {
    reader.problem(where, `Has ${items.length} patterns; ${MOST_PATTERNS} are the most.`, 'Use *.');
    return [];
  }
  return items.flatMap((item) => {
    const shown = JSON.stringify(item.slice(0, 60));
    try {
      const pattern = parseProjectPattern(item);
      if (organisations.length > 0 && !organisations.some(pattern.concerns))
        reader.problem(
          where,
          `${shown} is of no organisation that is read (${organisations.join(', ')}).`,
          'Correct the organisation before the slash, or leave it out.',
        );
      return [pattern];
    } catch (error) {
      reader.problem(where, `${shown} ${messageOf(error)}.`, HINT);
      return [];
    }
  });
}
