import type { CredentialSetting } from '../azure-devops/credentials.ts';
import type { Host } from '../host/types.ts';

/** Personal access tokens are of letters and digits alone; a job's token, and one of Microsoft Entra, is a signed JSON. */
const JWT = /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*$/;

/**
 * What a token is that the user gave for one of his own. The job's own is the job's own however it came: it may see
 * the pipeline's project alone, so that what its lists do not show is not gone. Of a signed one whose owner nobody
 * here knows the same must be thought.
 */
export const tokenSetting = (token: string, { ambient }: Pick<Host, 'ambient'>): CredentialSetting => {
  if (ambient.jobTokens?.includes(token)) return { kind: 'jobToken', token };
  if (JWT.test(token)) return { kind: 'jobToken', token, unknownOwner: true };
  return { kind: 'personalAccessToken', token };
};
