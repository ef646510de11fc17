import type { CredentialSetting } from '../azure-devops/sign-in/credentials.ts';
import type { Host } from '../host/types.ts';

/** A signed JSON (JWT), as tokens of jobs and of Microsoft Entra are. Personal access tokens are letters and digits. */
const JWT = /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*$/;

/**
 * The kind of a token that was given as a personal access token. A job's token may see the pipeline's project alone, so
 * that what its lists do not show is not gone: it counts as a job's token in whatever way it was given. So does a signed
 * token of an unknown owner.
 */
export const tokenSetting = (token: string, { ambient }: Pick<Host, 'ambient'>): CredentialSetting => {
  if (ambient.jobTokens?.includes(token)) return { kind: 'jobToken', token };
  if (JWT.test(token)) return { kind: 'jobToken', token, unknownOwner: true };
  return { kind: 'personalAccessToken', token };
};
