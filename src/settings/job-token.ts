import type { CredentialSetting } from '../azure-devops/sign-in/credentials.ts';
import type { Host } from '../host/types.ts';

/** Personal access tokens are of letters and digits alone; a job's token, and one of Microsoft Entra, is a signed JSON. */
const JWT = /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*$/;

/**
 * The credential that a token given as a personal access token really is. A job's token stays one, in whatever way it
 * was given: it may see the pipeline's project alone, so that what its lists do not show is not gone. A signed token
 * of an unknown owner is treated the same.
 */
export const tokenSetting = (token: string, { ambient }: Pick<Host, 'ambient'>): CredentialSetting => {
  if (ambient.jobTokens?.includes(token)) return { kind: 'jobToken', token };
  if (JWT.test(token)) return { kind: 'jobToken', token, unknownOwner: true };
  return { kind: 'personalAccessToken', token };
};
