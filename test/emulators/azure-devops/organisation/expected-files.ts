import picomatch from 'picomatch';
import type { Repository } from './repositories.ts';
import { treeOf } from './trees.ts';

const mebibyte = 1_048_576;

/** Empty files, larger ones than a mebibyte and those that are not UTF-8 give no item. */
const isReadable = (content: Buffer) => {
  if (content.length === 0 || content.length > mebibyte) return false;
  try {
    new TextDecoder('utf8', { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
};

const isGlob = (path: string) => /[*?[\]{}!@+]/.test(path);

const fileTest = (path: string): ((file: string) => boolean) =>
  isGlob(path) ? picomatch(path, { dot: true, nocase: true }) : (file) => file === path.replace(/^\//, '');

/** Files of the default branches that one of the paths, literal or glob, names. */
export const countFiles = (repositories: readonly Repository[], paths: readonly string[]): number => {
  const tests = paths.map(fileTest);
  return repositories
    .flatMap(({ files }) => [...files.items()])
    .filter((file) => tests.some((test) => test(file.path.slice(1))) && isReadable(file.content())).length;
};

/** Folders of the default branches, once for every pattern that names them; `*` stays within a segment. */
export const countFolders = (repositories: readonly Repository[], patterns: readonly string[]): number => {
  const trimmed = patterns.map((pattern) => pattern.replace(/^\/|\/$/g, ''));
  const tests = trimmed.map((pattern) => {
    const matches = picomatch(pattern, { dot: true });
    // The root's own name is empty.
    return (path: string) => (path === '/' ? pattern === '*' : matches(path.slice(1)));
  });
  const foldersOf = (repository: Repository) => {
    const branch = repository.defaultBranch?.slice('refs/heads/'.length);
    return branch === undefined ? [] : [...treeOf(repository, branch).values()].filter(({ file }) => !file);
  };
  const folders = repositories.flatMap(foldersOf);
  return tests.reduce((sum, test) => sum + folders.filter(({ path }) => test(path)).length, 0);
};
