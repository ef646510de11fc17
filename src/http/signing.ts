/** Signs requests, and renews the credential when the service turns away one that it took before. */
export interface Signing {
  /** Headers, and the generation of the credential that they come from. */
  sign(): Promise<{ headers: Record<string, string>; generation: number }>;
  /** The service took a credential of this generation. */
  accepted(generation: number): void;
  /** True: sign and send again. False: there is nothing newer to try. */
  rejected(generation: number): Promise<boolean>;
}

export function createSigning(
  authorize: (() => Promise<Record<string, string>>) | undefined,
  renew: (() => Promise<void>) | undefined,
): Signing {
  let current = 0;
  // The first may have been stale when the run began; a renewed one that was never taken is not renewed again.
  const taken = new Set([0]);
  let renewing: Promise<void> | undefined;

  return {
    async sign() {
      const generation = current;
      return { headers: (await authorize?.()) ?? {}, generation };
    },
    accepted(generation) {
      taken.add(generation);
    },
    async rejected(generation) {
      if (!renew) return false;
      if (generation < current) return true;
      if (!taken.has(generation)) return false;
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
