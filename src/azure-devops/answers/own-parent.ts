import { valueAt } from '../shape.ts';
import type { Call } from '../types.ts';

/** Members in which items tell whose they are, by the place of a path that they have to agree with. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  project: ['project.id', 'projectId', 'projectReference.id', 'repository.project.id'],
  repository: ['repository.id'],
  pipeline: ['pipeline.id'],
  environment: ['environmentId'],
  run: ['testRun.id'],
  build: [],
  team: [],
  wiki: [],
};
const NAMES = Object.keys(MEMBERS);

/** Members in which an item that is read alone tells its own id, by the last place of its path. Else it is `id`. */
const OWN: Readonly<Record<string, string>> = { pullrequest: 'pullRequestId', commit: 'commitId' };

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NUMBER = /^\d{1,15}$/;
const HASH = /^[0-9a-f]{40}$/i;
const FORMS = [GUID, NUMBER, HASH];
/** Segments of a URL that are looked at: those with parents are among the first. */
const MOST_SEGMENTS = 16;

/**
 * A check of the items of an answer: do they tell of another parent (a project, a repository) than the one in the path?
 * Then it is the answer to another question, which something on the way has mixed up. Gives the breach in words.
 * Undefined where an item agrees, or tells no id of its parent.
 */
export function parentCheck({ path, parentsInUrl }: Pick<Call, 'path' | 'parentsInUrl'>) {
  const asked = NAMES.flatMap((name) => {
    const id = idAt(path, `{${name}}`);
    return id === undefined ? [] : [{ name, members: MEMBERS[name] ?? [], isOther: otherThan(id) }];
  });
  return (item: Record<string, unknown>, position = 0): string | undefined => {
    for (const { name, members, isOther } of asked) {
      const inUrl = parentsInUrl && position === 0 ? idsInUrl(item.url ?? item.repositoryUrl, name) : [];
      if (
        members.some((member) => isOther(valueAt(item, member))) ||
        (inUrl.length > 0 && inUrl.every(isOther))
      )
        return `is of another ${name} than the one that was asked for`;
    }
    return undefined;
  };
}

/**
 * The breach of an item that was asked for alone, by its id: it is another one. Undefined where it is that one, or no id
 * was asked for.
 */
export function otherItem({ path }: Pick<Call, 'path'>, item: Record<string, unknown>): string | undefined {
  const [place, name = ''] = /\{(\w+)\}$/.exec(path.route) ?? [];
  const id = place && idAt(path, place);
  if (!id || !otherThan(id)(valueAt(item, OWN[name] ?? 'id'))) return undefined;
  return `is another ${name} than the one that was asked for`;
}

/** The id at a place of a path. Undefined where it has no such place, or a name there. */
function idAt({ encoded, route }: Call['path'], place: string): string | undefined {
  const at = route.split('/').indexOf(place);
  const value = at < 0 ? undefined : encoded.split('/')[at];
  return value !== undefined && formOf(value) ? value : undefined;
}

const formOf = (id: string): RegExp | undefined => FORMS.find((form) => form.test(id));

/** Whether a value is an id of the same sort, and another one. */
function otherThan(id: string): (value: unknown) => boolean {
  const form = formOf(id) ?? NUMBER;
  return (value) => {
    if (typeof value !== 'string' && typeof value !== 'number') return false;
    const text = String(value);
    return form.test(text) && text.toLowerCase() !== id.toLowerCase();
  };
}

/**
 * Ids in the URL of an item, or of the page of its repository: a project's among those before `_apis` or `_git`, a team's
 * behind the project's, a repository's, a build's or a wiki's behind their name.
 */
function idsInUrl(url: unknown, name: string): string[] {
  const segments = typeof url === 'string' ? url.split('/', MOST_SEGMENTS) : [];
  const end = segments.findIndex((segment) => segment === '_apis' || segment === '_git');
  const before = segments.slice(0, Math.max(0, end)).filter(isGuid);
  if (name === 'project') return before;
  if (name === 'team') return before.slice(1);
  const places = BEHIND[name];
  const behind = segments.findIndex((segment) => places?.includes(segment.toLowerCase())) + 1;
  return behind > 0 ? segments.slice(behind, behind + 1).filter(isId) : [];
}

/** Segments of a URL behind which an id stands. */
const BEHIND: Readonly<Record<string, readonly string[]>> = {
  repository: ['repositories', '_git'],
  build: ['builds'],
  wiki: ['wikis'],
};

const isGuid = (text: string): boolean => GUID.test(text);
const isId = (text: string): boolean => GUID.test(text) || NUMBER.test(text);
