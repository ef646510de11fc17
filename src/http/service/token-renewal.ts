import type { HttpResponse, ServiceRequest } from '../types.ts';
import type { Result } from './retry.ts';

/** A signed request's headers, and the generation of the credential that they come from. */
export interface Signature {
  headers: Record<string, string>;
  generation: number;
}

/**
 * Token renewal: signs requests, and renews the credential when the service refuses one that it took before. Requests
 * that are refused at the same time share one renewal.
 */
export interface TokenRenewal {
  sign(): Promise<Signature>;
  /**
   * Hears of every answer. True where there is a newer credential, so that the request is to be sent again. A refusal
   * for a scope in which something was read before gets the verdict `turned away`.
   */
  renewAfter(result: Result, request: ServiceRequest, sent: Sent): Promise<boolean>;
}

/** The signature of a request that was sent. */
export interface Sent {
  generation: number;
  /** Set where the request was sent before with an older credential. */
  renewed: boolean;
}

export interface TokenRenewalOptions {
  /** The headers that sign a request; none unless given. */
  authorize?(): Promise<Record<string, string>>;
  /** Gets a new credential. Unless given there is nothing newer to get. */
  renew?(): Promise<void>;
  /** Whether an answer refuses the credential: 401 unless given. */
  isUnauthorised?(response: HttpResponse): boolean;
}

export const isStatus401 = ({ status }: HttpResponse): boolean => status === 401;

export function createTokenRenewal(options: TokenRenewalOptions): TokenRenewal {
  const { isUnauthorised = isStatus401 } = options;
  const generations = createGenerations(options);
  /** Routes refused to a credential that had just been renewed: its age is not the reason. */
  const forbidden = new Set<string>();
  /** Scopes in which something was read with the credential. */
  const readScopes = new Set<string>();

  const accept = (status: number, label: string, { scope }: ServiceRequest, { generation }: Sent) => {
    generations.accepted(generation);
    forbidden.delete(label);
    if (scope !== undefined && status >= 200 && status < 300) readScopes.add(scope);
  };

  return {
    sign: generations.sign,
    async renewAfter(result, request, sent) {
      if (!('response' in result)) return false;
      const label = `${request.method} ${request.route}`;
      if (!isUnauthorised(result.response)) {
        accept(result.response.status, label, request, sent);
        return false;
      }
      if (sent.renewed) forbidden.add(label);
      if (!forbidden.has(label) && (await generations.rejected(sent.generation))) return true;
      if (request.scope !== undefined && readScopes.has(request.scope)) {
        result.verdict = 'turned away';
        result.response = { ...result.response, takenBefore: true };
      }
      return false;
    },
  };
}

/** Generations of a credential: each renewal begins one. */
function createGenerations({ authorize, renew }: Pick<TokenRenewalOptions, 'authorize' | 'renew'>) {
  let current = 0;
  // The first generation may have been stale when the run began; a renewed one that was never accepted is not renewed.
  const accepted = new Set([0]);
  let renewing: Promise<void> | undefined;

  return {
    async sign(): Promise<Signature> {
      const generation = current;
      return { headers: (await authorize?.()) ?? {}, generation };
    },
    /** The service accepted a credential of this generation. */
    accepted(generation: number): void {
      accepted.add(generation);
    },
    /** True: sign and send again. False: there is nothing newer to try. */
    async rejected(generation: number): Promise<boolean> {
      if (!renew) return false;
      if (generation < current) return true;
      if (!accepted.has(generation)) return false;
      renewing ??= renew()
        .then(() => {
          current++;
        })
        .finally(() => {
          renewing = undefined;
        });
      await renewing;
      return true;
    },
  };
}
