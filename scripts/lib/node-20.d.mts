export function findNode20(): string | undefined;
