import { isSignIn } from '../azure-devops/answers/answers.ts';
import { isStopped } from '../azure-devops/answers/known-answers.ts';
import { createAzureDevOps } from '../azure-devops/client.ts';
import { organisationWarning, parseOrganisationUrl } from '../azure-devops/organisation.ts';
import { createCredential } from '../azure-devops/sign-in/credentials.ts';
import { createService } from '../http/service/service.ts';
import type { Settings } from '../settings/types.ts';
import type { SyncContext } from '../sync/context.ts';
import type { Outside, SharedServiceOptions } from './outside.ts';

/** A client for each organisation, all with the same credential. */
export function connectAzureDevOps(
  settings: Settings,
  { clock, transports, stop, secret, federatedToken, environment, jobProject }: Outside,
  shared: SharedServiceOptions,
): SyncContext['organisations'] {
  const { log } = shared;
  const credential = createCredential(settings.credential, {
    transport: transports.azureDevOps,
    connection: transports.ntlm,
    clock,
    log,
    federatedToken,
    announceSecret: secret,
    environment,
    signal: stop.signal,
  });
  return settings.organizationUrls.map((url) => {
    const organisation = parseOrganisationUrl(url);
    const warning = organisationWarning(organisation);
    if (warning) log.warn(warning);
    // Organisations have a service each: one that is dead or throttled holds up only itself.
    const service = createService({
      ...shared,
      name: settings.organizationUrls.length > 1 ? `Azure DevOps ${organisation.name}` : 'Azure DevOps',
      transport: credential.transport ?? transports.azureDevOps,
      authorize: credential.headers,
      renew: credential.renew,
      isUnauthorised: isSignIn,
      isFinal: isStopped,
      signal: stop.signal,
    });
    return {
      devops: createAzureDevOps({
        organisation,
        service,
        maxAnswerBytes: settings.maxAnswerSize * 2 ** 20,
      }),
      credential: credential.name,
      ...jobProjectOf(settings.credential, jobProject),
    };
  });
}

/** The project that a job's token may be limited to. Unknown for a token that may be of any pipeline. */
const jobProjectOf = (credential: Settings['credential'], own = ''): { jobProject?: string } =>
  credential.kind === 'jobToken' ? { jobProject: credential.unknownOwner ? '' : own } : {};
