const rule = (
  identifier: string,
  title: string,
  level: 'Bronze' | 'Silver' | 'Gold',
  description: string,
  condition: { property: string; operator: string; value?: unknown },
) => ({
  identifier,
  title,
  description,
  level,
  query: { combinator: 'and', conditions: [condition] },
});

/**
 * Scorecards of the repository, which the defaults create, by fields that the default mapping fills or a person sets.
 */
export const scorecards = [
  {
    blueprint: 'azureDevopsRepository',
    data: [
      {
        identifier: 'azureDevopsProductionReadiness',
        title: 'Production readiness',
        rules: [
          rule('hasReadme', 'Has a README', 'Bronze', 'Newcomers find out what it is.', {
            property: 'readme',
            operator: 'isNotEmpty',
          }),
          rule('hasReviewer', 'Changes are reviewed', 'Bronze', 'At least one must approve a pull request.', {
            property: 'minimumApproverCount',
            operator: '>=',
            value: 1,
          }),
          rule('hasCodeowners', 'Has code owners', 'Silver', 'It is written down who looks after what.', {
            property: 'codeowners',
            operator: 'isNotEmpty',
          }),
          rule(
            'linksWorkItems',
            'Changes have a reason',
            'Silver',
            'Pull requests are linked to work items.',
            {
              property: 'workItemLinking',
              operator: '=',
              value: true,
            },
          ),
          rule('hasTwoReviewers', 'Two reviewers', 'Gold', 'At least two must approve a pull request.', {
            property: 'minimumApproverCount',
            operator: '>=',
            value: 2,
          }),
          rule('hasTier', 'Has a tier', 'Gold', 'It is known what depends on it.', {
            property: 'tier',
            operator: 'isNotEmpty',
          }),
        ],
      },
    ],
  },
];
