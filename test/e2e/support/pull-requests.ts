import type { TestContext } from 'node:test';
import { systemClock } from '../../../src/lib/async/clock.ts';
import {
  type AzureReposEmulator,
  type AzureReposOptions,
  createAzureReposEmulator,
} from '../../emulators/pull-requests/azure-repos.ts';
import {
  createGitHubEmulator,
  type GitHubEmulator,
  type GitHubOptions,
} from '../../emulators/pull-requests/github.ts';
import { type Finished, onAzurePipelines, onGitHubActions, onTerminal, type StepOptions } from './hosts.ts';
import { type Services, startServices } from './services.ts';

export const jobToken = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a';
export const bot = { login: 'github-actions[bot]', type: 'Bot' } as const;
export const buildService = {
  id: '0ef135cb-8cdd-4557-a536-e6f20b82b4b9',
  displayName: 'Payments Build Service (contoso)',
};

const mapping = JSON.stringify({
  resources: [
    {
      kind: 'project',
      port: { entity: { mappings: { identifier: '.id', title: '.name', blueprint: '"area"' } } },
    },
    {
      kind: 'work-item',
      port: {
        entity: {
          mappings: {
            identifier: '.id | tostring',
            title: '.fields["System.Title"]',
            blueprint: '"item"',
            properties: { state: '.fields["System.State"]' },
          },
        },
      },
    },
  ],
});

const blueprint = (identifier: string) => ({
  identifier,
  schema: { properties: { state: { type: 'string' } }, required: [] },
  relations: {},
});

/** A catalog that is synced, and an organisation that may change after. */
export interface PlannedWorld extends Services {
  /** Some work items change, and some are gone. */
  change(): void;
  /** Inputs of a sync or a plan. */
  given: Record<string, string>;
  sync(): Promise<Finished>;
}

export async function startPlannedWorld(
  t: TestContext,
  more?: Parameters<typeof startServices>[1],
): Promise<PlannedWorld> {
  const services = await startServices(t, more);
  services.port.seedBlueprints([blueprint('area'), blueprint('item')]);
  const given = { ...services.inputs, config: mapping };
  const sync = () => onTerminal({ inputs: given });
  await sync();
  let seed = 1;
  return {
    ...services,
    given,
    sync,
    change() {
      const [organisation] = services.azureDevOps.organisations;
      seed += 1;
      organisation?.change({ kinds: ['work-item'], share: 0.05, seed });
      organisation?.remove({ kinds: ['work-item'], share: 0.02, seed: seed + 100 });
    },
  };
}

/** A workflow for a pull request of `contoso/catalog`, and the GitHub that it talks to. */
export interface GitHubWorld {
  github: GitHubEmulator;
  plan(world: PlannedWorld, more?: PlanOptions): Promise<Finished>;
}

interface PlanOptions extends StepOptions {
  /** Content of the event's file. */
  event?: object;
}

/** The payload of an event about a pull request, as far as it matters. */
export const pullRequestEvent = (from = 'contoso/catalog') => ({
  action: 'synchronize',
  number: 7,
  pull_request: {
    number: 7,
    head: {
      sha: '1c9d0a7b5e3f4c2d8e6f7a8b9c0d1e2f3a4b5c6d',
      repo: { full_name: from, fork: from !== 'contoso/catalog' },
    },
    base: { repo: { full_name: 'contoso/catalog' } },
  },
});

export async function startGitHub(
  t: TestContext,
  options: Partial<GitHubOptions> = {},
): Promise<GitHubWorld> {
  const github = createGitHubEmulator({
    clock: systemClock,
    tokens: [{ token: jobToken, ...bot, pullRequests: 'write' }],
    repository: 'contoso/catalog',
    number: 7,
    ...options,
  });
  const server = await github.listen();
  t.after(() => server.close());
  return {
    github,
    plan: (world, { event = pullRequestEvent(), inputs, environment, ...more } = {}) =>
      onGitHubActions({
        ...more,
        inputs: {
          ...world.given,
          mode: 'plan',
          pullRequestComment: 'identifiers',
          githubToken: jobToken,
          ...inputs,
        },
        environment: {
          GITHUB_API_URL: `${server.url}${options.path ?? ''}`,
          GITHUB_EVENT_NAME: 'pull_request',
          ...environment,
        },
        eventFile: JSON.stringify(event),
      }),
  };
}

/** A pipeline that validates a pull request of Azure Repos. */
export interface AzureReposWorld {
  repos: AzureReposEmulator;
  plan(world: PlannedWorld, more?: StepOptions): Promise<Finished>;
}

const project = { id: '8b4b4b4e-6d5a-4c21-9d1c-0a3b5f7c9e11', name: 'Payments' };
const repository = { id: '3411ebc1-d5aa-464f-9615-0b527bc66719', name: 'catalog' };

export async function startAzureRepos(
  t: TestContext,
  options: Partial<AzureReposOptions> = {},
): Promise<AzureReposWorld> {
  const token = 'j'.repeat(64);
  const repos = createAzureReposEmulator({
    clock: systemClock,
    token,
    identity: buildService,
    collection: 'contoso',
    project,
    repository,
    pullRequest: '22',
    ...options,
  });
  const server = await repos.listen();
  t.after(() => server.close());
  return {
    repos,
    plan: (world, { inputs, environment, ...more } = {}) =>
      onAzurePipelines({
        ...more,
        inputs: { ...world.given, mode: 'plan', pullRequestComment: 'identifiers', ...inputs },
        environment: {
          SYSTEM_COLLECTIONURI: `${server.url}/contoso/`,
          SYSTEM_TEAMPROJECT: project.name,
          SYSTEM_TEAMPROJECTID: project.id,
          SYSTEM_PULLREQUEST_PULLREQUESTID: '22',
          SYSTEM_PULLREQUEST_ISFORK: 'False',
          SYSTEM_PULLREQUEST_SOURCECOMMITID: '1c9d0a7b5e3f4c2d8e6f7a8b9c0d1e2f3a4b5c6d',
          BUILD_REPOSITORY_ID: repository.id,
          BUILD_REPOSITORY_PROVIDER: 'TfsGit',
          ENDPOINT_AUTH_SYSTEMVSSCONNECTION: JSON.stringify({
            scheme: 'OAuth',
            parameters: { AccessToken: token },
          }),
          ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN: token,
          ENDPOINT_AUTH_SCHEME_SYSTEMVSSCONNECTION: 'OAuth',
          ...environment,
        },
      }),
  };
}
