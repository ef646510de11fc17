import { kinds } from '../../../src/kinds/registry.ts';

/** Scopes in markdown, each with the kinds that it takes, besides that of the projects. */
export const scopeTable = (): string => {
  const scopes = new Map<string, string[]>();
  for (const { name, scope } of kinds.values()) {
    const [own = ''] = scope.split(';');
    scopes.set(own, [...(scopes.get(own) ?? []), `\`${name}\``]);
  }
  const rows = [...scopes].map(([scope, names]) => `| ${scope} | ${names.join(', ')} |`);
  return ['| scope | kinds |', '| --- | --- |', ...rows].join('\n');
};
