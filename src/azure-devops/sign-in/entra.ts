import { isBearerText } from '../../http/bearer-text.ts';
import { isJson } from '../../http/parse-once.ts';
import { type HttpResponse, RetryBudgetError, type Service, TransportError } from '../../http/types.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import { shortLine } from '../../lib/text/shorten.ts';
import { parseJson } from '../../lib/values/json.ts';

/** The scope of Azure DevOps, the same in every tenant (Microsoft's documentation of its REST API). */
const SCOPE = '499b84ac-1321-427f-aa17-267ca6975798/.default';

/** Characters of a reason that is passed on. */
const LONGEST_PROBLEM = 1_000;

/** Hints by the number of Entra's error, AADSTS…. */
const ADVICE: Record<number, string> = {
  50059: 'Check tenantId.',
  53003: 'A Conditional Access policy forbids it: let the policy except this application.',
  90002: 'Check tenantId: there is no such tenant.',
  500011:
    'The tenant does not know Azure DevOps: connect the organisation to this tenant, or check tenantId.',
  700016: 'Check clientId and tenantId: this tenant has no such application.',
  700021: 'The token of the pipeline was issued for something else: check the federated credential.',
  700024: 'The clock of this machine is wrong, or the token of the pipeline is too old.',
  700027: 'The token of the pipeline is not signed by the issuer that the federated credential names.',
  700211: 'Add a federated credential with this issuer to the application: it has none that matches.',
  700212: "Set the federated credential's audience to api://AzureADTokenExchange.",
  700213:
    'Add a federated credential with exactly this subject to the application: it has none that matches.',
  700223: 'The application does not take federated credentials of this kind.',
  900023: 'Check tenantId: it is neither an id nor a domain.',
  7000112: 'The application is disabled: enable it, or use another.',
  7000215: 'Check clientSecret: it is wrong. The value of the secret is needed, not its id.',
  7000222: 'The client secret has expired: make a new one for the application.',
  7000229: 'The application has no service principal in this tenant: create it.',
  70021:
    "Add a federated credential to the application whose issuer, subject and audience match the pipeline's token.",
};

export interface EntraToken {
  token: string;
  expiresInSeconds: number;
}

/**
 * A token for Azure DevOps, by the client credentials flow of OAuth 2.0. `proof`: see proofOf in credentials.ts. Throws
 * UserError that explains a refusal.
 */
export async function requestEntraToken(
  service: Service,
  authority: string,
  tenantId: string,
  proof: Record<string, string>,
): Promise<EntraToken> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', scope: SCOPE, ...proof });
  const response = await service
    .send({
      method: 'POST',
      url: `${authority}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
      route: '{tenant}/oauth2/v2.0/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
      idempotent: true,
      isUsable: isJson,
    })
    .catch((error: unknown) => {
      if (!(error instanceof TransportError || error instanceof RetryBudgetError)) throw error;
      throw new UserError(
        `Microsoft Entra could not be asked for a token: ${messageOf(error)}`,
        `Check that ${authority} can be reached from here.`,
        { cause: error, code: 'PCS1201' },
      );
    });
  return tokenOf(response);
}

function tokenOf(response: HttpResponse): EntraToken {
  let body: Record<string, unknown> = {};
  try {
    body = (parseJson(response.body.toString('utf8')) ?? {}) as Record<string, unknown>;
  } catch {
    // The answer is not Entra's own: the error below has its status.
  }
  const { access_token: token, expires_in: expires } = body;
  if (response.status === 200 && isBearerText(token)) {
    return { token, expiresInSeconds: Number(expires) || 3600 };
  }
  throw refusal(response.status, body);
}

function refusal(status: number, body: Record<string, unknown>): UserError {
  const description = typeof body.error_description === 'string' ? body.error_description : '';
  // The first line is the message; trace id, correlation id and time follow.
  const first = description.split(/\r?\n| Trace ID:/)[0] ?? '';
  const code = Number(/AADSTS(\d+)/.exec(description)?.[1] ?? (body.error_codes as number[])?.[0]);
  const problem = first || String(body.error ?? `an answer of status ${status} without a token`);
  return new UserError(
    `Microsoft Entra gave no token for Azure DevOps: ${shortLine(problem, LONGEST_PROBLEM)}`,
    ADVICE[code] ?? 'Check tenantId, clientId and how the application proves itself.',
    { code: 'PCS1201' },
  );
}
