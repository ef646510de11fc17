import { days, draw, isoDate, mix, uuid } from './derive.ts';
import { projectNames } from './words.ts';
import type { World } from './world.ts';

export type Process = 'Agile' | 'Scrum';

/** A project as its record; its lists are in `Lists`. */
export interface Project {
  slot: number;
  id: string;
  name: string;
  description: string;
  state: 'wellFormed' | 'deleting' | 'new' | 'createPending' | 'deleted';
  revision: number;
  visibility: 'private' | 'public';
  lastUpdateTime: string;
  process: Process;
  /** Tags, of the properties `Microsoft.TeamFoundation.Project.Tag.<tag>`. */
  tags: string[];
}

/** The slot of the project without repositories. */
export const withoutRepositories = 6;

export const projectsOf = (world: World) =>
  world.shelf<Project>({
    kind: 'project',
    place: 'projects',
    slots: world.scale.projects,
    make: (slot, key) => {
      const d = draw(mix(key, slot));
      const round = Math.floor(slot / projectNames.length);
      const name = `${projectNames[slot % projectNames.length]}${round > 0 ? ` ${round + 1}` : ''}`;
      return {
        slot,
        id: uuid(key, slot),
        name: world.text(name, mix(key, slot, 1)),
        description: world.text(`Everything about ${name}.`, mix(key, slot, 2)),
        state: 'wellFormed',
        revision: 11 + d.below(400),
        visibility: slot % 9 === 8 ? 'public' : 'private',
        lastUpdateTime: isoDate(world.now - d.below(300 * days)),
        process: slot % 3 === 2 ? 'Scrum' : 'Agile',
        tags:
          slot === withoutRepositories ? ['archived', 'do-not-sync'] : [d.pick(['tier1', 'tier2', 'tier3'])],
      };
    },
    keep: (project, revision) => {
      project.revision += 1;
      project.description = `${project.description.replace(/ Version \d+\.$/, '')} Version ${revision}.`;
    },
  });

/** A project as it stands in lists and in other items. */
export const projectReference = (world: World, project: Project) => ({
  id: project.id,
  name: project.name,
  description: project.description,
  url: `${world.links.core}/_apis/projects/${project.id}`,
  state: project.state,
  revision: project.revision,
  visibility: project.visibility,
  lastUpdateTime: project.lastUpdateTime,
});

export const projectProperties = (project: Project) => [
  {
    name: 'System.CurrentProcessTemplateId',
    value:
      project.process === 'Agile'
        ? 'adcc42ab-9882-485e-a3ed-7678f01f66bc'
        : '6b724908-ef14-45cf-84f8-768b5384da45',
  },
  { name: 'System.Process Template', value: project.process },
  { name: 'System.SourceControlCapabilityFlags', value: '2' },
  { name: 'System.SourceControlGitEnabled', value: 'True' },
  ...project.tags.map((tag) => ({ name: `Microsoft.TeamFoundation.Project.Tag.${tag}`, value: 'true' })),
];
