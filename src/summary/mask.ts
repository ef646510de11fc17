const MEMBER = { configurable: true, enumerable: true, writable: true };

/**
 * A copy with `mask` put over every string. Before anything is escaped or shortened: afterwards a secret might
 * not be recognised any more.
 */
export const maskStrings = <T>(value: T, mask: (text: string) => string): T => {
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string') return mask(part);
    if (Array.isArray(part)) return part.map(walk);
    if (part === null || typeof part !== 'object') return part;
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(part)) {
      const value = walk((part as Record<string, unknown>)[key]);
      if (key === '__proto__') Object.defineProperty(copy, key, { ...MEMBER, value });
      else copy[key] = value;
    }
    return copy;
  };
  return walk(value) as T;
};
