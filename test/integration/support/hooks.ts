import { isSignIn } from '../../../src/azure-devops/answers/answers.ts';
import { isStopped } from '../../../src/azure-devops/answers/known-answers.ts';
import { createAzureDevOps } from '../../../src/azure-devops/client.ts';
import { parseOrganisationUrl } from '../../../src/azure-devops/organisation.ts';
import { keepOrganisation, planOrganisation } from '../../../src/hooks/keep-hooks.ts';
import { removeHooks } from '../../../src/hooks/remove-hooks.ts';
import type { HookTarget, KeepOptions } from '../../../src/hooks/subscription/types.ts';
import { createService } from '../../../src/http/service/service.ts';
import { EVERYTHING } from '../../../src/kinds/read-scope.ts';
import { kinds } from '../../../src/kinds/registry.ts';
import { silent } from '../../../src/lib/log.ts';
import {
  type AzureDevOpsEmulator,
  type AzureDevOpsEmulatorOptions,
  createAzureDevOpsEmulator,
  createOrganisation,
  type HookSubscription,
  hooksOf,
  type Organisation,
} from '../../emulators/azure-devops/index.ts';
import { virtualClock } from '../../emulators/kit/clock.ts';

export const address = 'https://catalog.example/integration/webhook';

export const target = (changed: Partial<HookTarget> = {}): HookTarget => ({
  url: address,
  mark: { installation: '0123456789abcdef', credentials: '00000' },
  ...changed,
});

/** A target with a password, and its fingerprint. */
export const secured = (password = 'a secret', credentials = 'abcde', changed: Partial<HookTarget> = {}) =>
  target({
    username: 'port',
    password,
    mark: { installation: '0123456789abcdef', credentials },
    ...changed,
  });

export const allKinds: ReadonlySet<string> = new Set(kinds.keys());

/** An organisation whose subscriptions are kept, on a clock of its own. */
export const createHooksWorld = (
  options: { projects?: number; azureDevOps?: Partial<AzureDevOpsEmulatorOptions>; url?: string } = {},
) => {
  const clock = virtualClock();
  const organisation = createOrganisation({
    seed: 1,
    name: 'contoso',
    scale: { projects: options.projects ?? 3 },
    now: new Date(Date.UTC(2026, 0, 5)),
    time: () => clock.now(),
  });
  const emulator = createAzureDevOpsEmulator({
    organisations: [organisation],
    clock,
    ...options.azureDevOps,
  });
  const hooks = hooksOf(organisation);
  /** Options as of a new process: nothing is kept from one to the next. */
  const process = (changed: Partial<KeepOptions> = {}): KeepOptions => ({
    devops: devopsOf(emulator, clock, options.url),
    clock,
    log: silent,
    signal: new AbortController().signal,
    target: target(),
    kinds: allKinds,
    scope: EVERYTHING,
    isProjectsLimited: true,
    isStart: true,
    ...changed,
  });
  return {
    clock,
    organisation,
    emulator,
    hooks,
    projects: [...organisation.projects.items()].filter(({ state }) => state === 'wellFormed'),
    keep: (changed?: Partial<KeepOptions>) => keepOrganisation(process(changed)),
    plan: (changed?: Partial<KeepOptions>) => planOrganisation(process(changed)),
    remove: (changed?: Partial<KeepOptions>) => removeHooks(process(changed)),
    all: (): HookSubscription[] => [...hooks.subscriptions.values()],
    /** Each by who sends what, of what, and to where; sorted. */
    keys: (): string[] => [...hooks.subscriptions.values()].map(keyOf).sort(),
    /** Writes that were asked for, by method. */
    writes: (): string[] =>
      emulator.requests.filter(({ route, method }) => isWrite(method, route)).map(({ method }) => method),
  };
};

const isWrite = (method: string, route: string): boolean =>
  route.startsWith('/_apis/hooks/subscriptions') && method !== 'GET';

export const keyOf = ({ publisherId, eventType, publisherInputs, consumerInputs }: HookSubscription) =>
  [publisherId, eventType, publisherInputs.projectId ?? '', consumerInputs.url].join(' ');

export const doubled = (keys: readonly string[]): string[] =>
  keys.filter((key, index) => keys.indexOf(key) !== index);

const devopsOf = (
  emulator: AzureDevOpsEmulator,
  clock: KeepOptions['clock'],
  url = 'https://dev.azure.com/contoso',
) => {
  const service = createService({
    name: 'Azure DevOps',
    transport: emulator.transport(clock),
    authorize: async () => ({ authorization: 'Bearer some-token' }),
    clock,
    log: silent,
    maxConcurrency: 4,
    requestTimeoutSeconds: 60,
    isUnauthorised: isSignIn,
    isFinal: isStopped,
    random: () => 0.5,
  });
  return createAzureDevOps({ organisation: parseOrganisationUrl(url), service });
};

export const firstProject = (organisation: Organisation) => {
  for (const project of organisation.projects.items()) return project;
  throw new Error('there is no project');
};
