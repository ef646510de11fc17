import { hashText, objectId } from './derive.ts';
import { blobId, type FileEntry } from './files.ts';
import type { Repository } from './repositories.ts';

/** A file or folder of one branch. */
export interface TreeEntry {
  /** Path with a leading slash; `/` is the root. */
  path: string;
  objectId: string;
  /** Undefined for a folder. */
  file: FileEntry | undefined;
}

/** A branch other than the default one has a folder more, named after it. */
const ownFile = (branch: string): FileEntry => {
  const name = branch.replaceAll(/[^\p{L}\p{N}]+/gu, '-');
  const content = Buffer.from(`# Notes on ${branch.toWellFormed()}\n`);
  return {
    path: `/branch-notes/${name}/notes.md`,
    objectId: blobId(content),
    content: () => content,
  };
};

const foldersOf = (path: string): string[] => {
  const parts = path.split('/').slice(1, -1);
  return ['/', ...parts.map((_, n) => `/${parts.slice(0, n + 1).join('/')}`)];
};

/** All files and folders of a branch by path, sorted as the service lists them: folders before what is in them. */
export const treeOf = (repository: Repository, branch: string): Map<string, TreeEntry> => {
  const isDefault = repository.defaultBranch === `refs/heads/${branch}`;
  const files = [...repository.files.items(), ...(isDefault ? [] : [ownFile(branch)])];
  const tree = new Map<string, TreeEntry>();
  for (const file of files) {
    for (const path of foldersOf(file.path))
      tree.set(path, { path, objectId: objectId(hashText(path), repository.slot), file: undefined });
    tree.set(file.path, {
      path: file.path,
      get objectId() {
        return file.objectId;
      },
      file,
    });
  }
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
};

export type Recursion = 'none' | 'oneLevel' | 'oneLevelPlusNestedEmptyFolders' | 'full';

/** An entry and what lies in it, as deep as asked for. */
export const entriesUnder = (
  tree: Map<string, TreeEntry>,
  path: string,
  recursion: Recursion,
): TreeEntry[] => {
  const own = tree.get(path);
  if (!own) return [];
  if (recursion === 'none' || own.file) return [own];
  const prefix = path === '/' ? '/' : `${path}/`;
  const within = [...tree.values()].filter(
    (entry) =>
      entry.path !== path &&
      entry.path.startsWith(prefix) &&
      (recursion === 'full' || !entry.path.slice(prefix.length).includes('/')),
  );
  return [own, ...within];
};
