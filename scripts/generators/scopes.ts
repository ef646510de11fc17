import { scopes } from '../../src/azure-devops/scopes.ts';
import { kinds } from '../../src/kinds/registry.ts';

/** The scopes in markdown, each with the kinds that need it, besides the one of the projects. */
export const scopeTable = (): string => {
  const rows = Object.keys(scopes).map((scope) => {
    const names = [...kinds.values()].filter((kind) => kind.scope === scope).map(({ name }) => `\`${name}\``);
    return `| ${scope} | ${names.join(', ')} |`;
  });
  return ['| scope | kinds |', '| --- | --- |', ...rows].join('\n');
};
