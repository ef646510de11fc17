import { board } from './board.ts';
import { column } from './column.ts';
import { project } from './project.ts';
import { repository } from './repository.ts';
import { repositoryPolicy } from './repository-policy.ts';
import { team } from './team.ts';
import type { KindDefinition } from './types.ts';
import { workItem } from './work-item.ts';

/** Every kind that a mapping may name. A new one is a file of its own and a line here. */
export const kinds: ReadonlyMap<string, KindDefinition> = new Map(
  [project, repository, repositoryPolicy, board, column, workItem, team].map((kind) => [kind.name, kind]),
);
