import { advancedSecurityAlert } from './advanced-security-alert.ts';
import { areaPath } from './area-path.ts';
import { board } from './board.ts';
import { branch } from './branch.ts';
import { build } from './build.ts';
import { column } from './column.ts';
import { environment } from './environment.ts';
import { file } from './file.ts';
import { folder } from './folder.ts';
import { group } from './group.ts';
import { groupMember } from './group-member.ts';
import { iteration } from './iteration.ts';
import { member } from './member.ts';
import { pipeline } from './pipeline.ts';
import { pipelineDeployment } from './pipeline-deployment.ts';
import { pipelineRun } from './pipeline-run.ts';
import { pipelineStage } from './pipeline-stage.ts';
import { project } from './project.ts';
import { pullRequest } from './pull-request.ts';
import { release } from './release.ts';
import { releaseDefinition } from './release-definition.ts';
import { releaseDeployment } from './release-deployment.ts';
import { repository } from './repository.ts';
import { repositoryPolicy } from './repository-policy.ts';
import { team } from './team.ts';
import { testRun } from './test-run.ts';
import type { KindDefinition } from './types.ts';
import { user } from './user.ts';
import { wiki } from './wiki.ts';
import { workItem } from './work-item.ts';

const definitions: readonly KindDefinition[] = [
  project,
  repository,
  branch,
  repositoryPolicy,
  pullRequest,
  file,
  folder,
  advancedSecurityAlert,
  pipeline,
  pipelineRun,
  build,
  pipelineStage,
  environment,
  pipelineDeployment,
  release,
  releaseDefinition,
  releaseDeployment,
  testRun,
  workItem,
  areaPath,
  team,
  member,
  board,
  column,
  iteration,
  user,
  group,
  groupMember,
  wiki,
];

/** Every kind that a mapping may name, in the order of the pages. A new kind is a file of its own and a line here. */
export const kinds: ReadonlyMap<string, KindDefinition> = new Map(
  definitions.map((kind) => [kind.name, kind]),
);
