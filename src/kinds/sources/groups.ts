import { path } from '../../azure-devops/path.ts';
import type { Subject } from '../parents.ts';
import { byToken } from '../support/pages.ts';
import { EVERY_ORGANISATION_HAS_SOME, subject } from '../support/subjects.ts';
import type { OrganisationNode, Source } from '../types.ts';
import { projectsLeftOut } from './projects.ts';

/** The groups of the organisation itself and of the projects that the run covers. */
export const groups: Source<Subject, OrganisationNode> = {
  key: 'groups',
  under: undefined,
  ofProjects: true,
  scope: 'Graph (read)',
  servicesOnly: 'Graph',
  async *read(organisation, context) {
    const isLeftOut = await projectsLeftOut(organisation, context);
    const pages = context.devops.pages<Subject>(
      {
        area: 'graph',
        path: path`_apis/graph/groups`,
        apiVersion: '7.1-preview.1',
        ...subject,
        neverEmpty: EVERY_ORGANISATION_HAS_SOME,
        what: 'the groups',
      },
      byToken(undefined, 'the groups', context),
    );
    for await (const page of pages)
      yield page.filter((group) => {
        const id = projectOf(group);
        return !isLeftOut(id === undefined ? undefined : { id });
      });
  },
};

/** The `domain` of a project's group. The organisation's own groups have other domains. */
const DOMAIN = /^vstfs:\/\/\/Classification\/TeamProject\/([0-9a-f-]{36})$/i;

/** The id of a group's project. The project's name in brackets may be out of date, and another project's by now. */
const projectOf = ({ domain }: Subject): string | undefined =>
  typeof domain === 'string' ? DOMAIN.exec(domain)?.[1] : undefined;
