import type { GroupNode, Subject } from './parents.ts';
import { groups } from './sources/groups.ts';
import { pageOf } from './support/pages.ts';
import { lookUp, membershipsOf } from './support/subjects.ts';
import { defineKind, type Node, PartialItem, type Source } from './types.ts';

const members: Source<Subject, GroupNode> = {
  key: 'group members',
  under: groups,
  async *read(group, context) {
    const descriptors = await membershipsOf(group.item, 'down', context);
    const subjects = await lookUp(descriptors, group.parent, context);
    yield pageOf(
      subjects.map((subject, i) => subject ?? new PartialItem({ descriptor: descriptors[i] ?? '' })),
    );
  },
};

export const groupMember = defineKind<unknown, Node<Subject, GroupNode>>({
  name: 'group-member',
  summary: 'A direct member of a group, once per group: a user, a group or a service principal.',
  scope: 'Graph (read)',
  servicesOnly: true,
  options: {},
  docs: {
    requests:
      'those of `group`, shared with it, one per group, and at the best one per 500 members not met before, at the worst one per group',
    fields: { __group: 'The group.' },
  },
  source: () => members,
  under: { groups: ['__group.descriptor'] },
  id: 'descriptor',
  items: async (nodes) => nodes.map(({ item, parent }) => ({ ...item, __group: parent.item })),
});
