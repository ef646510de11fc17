import { days, draw, isoDate, mix, objectId } from './derive.ts';
import type { RepositoryHead } from './repository-head.ts';
import type { World } from './world.ts';

export interface AlertItem {
  alertId: number;
  alertType: 'dependency' | 'secret' | 'code';
  severity: 'low' | 'medium' | 'high' | 'critical';
  state: 'active' | 'dismissed' | 'fixed';
  /** Confidence of secrets; alerts of another one are shown only to those who ask for them. */
  confidence?: 'high';
  title: string;
  introducedDate: string;
  lastSeenDate: string;
  [field: string]: unknown;
}

const findings = {
  dependency: [
    ['lodash 4.17.15 allows prototype pollution', 'Dependency Scanning', 'CVE-2020-8203'],
    ['Newtonsoft.Json 12.0.1 mishandles exceptional conditions', 'Dependency Scanning', 'CVE-2024-21907'],
  ],
  secret: [
    ['Azure storage account key', 'Secret Scanning', 'SEC101/102'],
    ['Azure DevOps personal access token', 'Secret Scanning', 'SEC101/103'],
  ],
  code: [
    ['SQL query built from user-controlled sources', 'CodeQL', 'js/sql-injection'],
    ['Missing rate limiting', 'CodeQL', 'js/missing-rate-limiting'],
  ],
} as const;

const kinds = ['dependency', 'secret', 'code'] as const;

export const alertsOf = (world: World, repository: RepositoryHead) =>
  world.shelf<AlertItem>({
    kind: 'advanced-security-alert',
    place: repository.id,
    slots: repository.defaultBranch === undefined ? 0 : world.scale.alertsPerRepository,
    make: (slot, key, _revision, changedAt) => {
      const d = draw(mix(key, slot));
      const alertType = kinds[slot % kinds.length] as AlertItem['alertType'];
      const [title, tool, rule] = d.pick<readonly [string, string, string]>(findings[alertType]);
      const repositoryUrl = `${world.links.core}/${repository.project.id}/_git/${repository.id}`;
      const filePath = alertType === 'dependency' ? 'package-lock.json' : `src/lib/part-${slot}.ts`;
      const introduced = world.now - (20 + d.below(400)) * days;
      return {
        alertId: slot + 1,
        alertType,
        severity: d.pick(['low', 'medium', 'high', 'critical'] as const),
        state: d.pick(['active', 'active', 'active', 'dismissed', 'fixed'] as const),
        title: world.text(title, mix(key, slot, 1)),
        firstSeenDate: isoDate(introduced),
        introducedDate: isoDate(introduced),
        lastSeenDate: isoDate(changedAt ?? world.now - d.below(10) * days),
        gitRef: alertType === 'secret' ? null : repository.defaultBranch,
        repositoryUrl,
        dismissal: null,
        fixedDate: null,
        tools: [
          {
            name: tool,
            rules: [
              {
                opaqueId: rule,
                friendlyName: title,
                description: `${title}: see the rule's page.`,
                helpMessage: 'Read the advice, change the code, run the analysis again.',
                resources: '',
                tags: alertType === 'code' ? ['security'] : null,
                additionalProperties: {},
              },
            ],
          },
        ],
        physicalLocations: [
          {
            filePath,
            region:
              alertType === 'dependency'
                ? null
                : { lineStart: 10 + slot, lineEnd: 12 + slot, columnStart: 3, columnEnd: 40 },
            versionControl: {
              commitHash: objectId(mix(key, 3), slot),
              itemUrl: `${repositoryUrl}?path=/${filePath}&lineStyle=plain`,
            },
          },
        ],
        logicalLocations:
          alertType === 'dependency'
            ? ['rootDependency', 'vulnerableDependency'].map((kind) => ({
                fullyQualifiedName: `Npm ${title.split(' ')[0]}`,
                kind,
              }))
            : [],
        ...(alertType === 'secret' && { truncatedSecret: '…4fQ', confidence: 'high' as const }),
      };
    },
  });
