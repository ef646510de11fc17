import { path } from '../../azure-devops/path.ts';
import type { Subject } from '../parents.ts';
import { subject } from '../support/subjects.ts';
import type { OrganisationNode, Source } from '../types.ts';

export const groups: Source<Subject, OrganisationNode> = {
  key: 'groups',
  under: undefined,
  scope: 'Graph (read)',
  servicesOnly: 'Graph',
  read: (_, { devops }) =>
    devops.pages<Subject>(
      {
        area: 'graph',
        path: path`_apis/graph/groups`,
        apiVersion: '7.1-preview.1',
        ...subject,
        what: 'the groups',
      },
      { style: 'token' },
    ),
};
