import type { Release, ReleaseDefinition } from './releases.ts';
import type { World } from './world.ts';

export const never = '0001-01-01T00:00:00';

export const linksOf = (world: World, projectId: string, what: 'releases' | 'definitions', id: number) => {
  const url = `${world.links.release}/${projectId}/_apis/Release/${what}/${id}`;
  const web = what === 'releases' ? `releaseId=${id}&_a=release-summary` : `definitionId=${id}`;
  return {
    url,
    _links: { self: { href: url }, web: { href: `${world.links.core}/${projectId}/_release?${web}` } },
  };
};

export const definitionReference = (world: World, { id, name, path, project }: ReleaseDefinition) => ({
  id,
  name,
  path,
  projectReference: { id: project.id, name: project.name },
  ...linksOf(world, project.id, 'definitions', id),
});

export const artifactOf = (world: World, { build, branch, project }: Release) => ({
  sourceId: `${project.id}:${build?.pipeline.id ?? 0}`,
  type: 'Build',
  alias: `_${build?.pipeline.name ?? 'pipeline'}`,
  definitionReference: {
    definition: { id: String(build?.pipeline.id ?? 0), name: build?.pipeline.name ?? 'Retired pipeline' },
    project: { id: project.id, name: project.name },
    version: { id: String(build?.id ?? 0), name: build?.number ?? '20260101.1' },
    branch: { id: branch, name: branch },
    defaultVersionType: { id: 'latestType', name: 'Latest' },
    defaultVersionBranch: { id: '', name: '' },
    defaultVersionSpecific: { id: '', name: '' },
    defaultVersionTags: { id: '', name: '' },
    artifactSourceDefinitionUrl: {
      id: `${world.links.core}/${project.id}/_build?definitionId=${build?.pipeline.id ?? 0}`,
      name: '',
    },
    artifactSourceVersionUrl: {
      id: `${world.links.core}/${project.id}/_build/results?buildId=${build?.id ?? 0}`,
      name: '',
    },
  },
  isPrimary: true,
  isRetained: false,
});

export const environmentId = (release: Release, position: number) => release.id * 8 + position;
