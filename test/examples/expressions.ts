/**
 * Azure Pipelines' template expressions as far as the examples use them, by Microsoft's page about expressions: a path
 * of a parameter, whose value has to be a single one and is an empty text where there is none, and `replace`.
 */
export const expanded = (text: string, parameters: object): string =>
  text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => evaluated(expression, parameters));

const evaluated = (expression: string, parameters: object): string => {
  const [, inner, from, to] = /^replace\(([^,()]+), '([^']*)', '([^']*)'\)$/.exec(expression) ?? [];
  if (inner !== undefined) return evaluated(inner, parameters).replaceAll(from as string, () => to as string);
  const [root, ...names] = expression.split(/[.[\]]+/).filter(Boolean);
  if (root !== 'parameters') throw new Error(`nobody knows the expression ${expression}`);
  const value = names.reduce<unknown>(
    (parent, name) => (parent as Record<string, unknown> | null | undefined)?.[name],
    parameters,
  );
  if (typeof value === 'object' && value !== null) throw new Error(`${expression} is no single value`);
  return String(value ?? '');
};

/** The agent's variables in an input: those that it knows are filled in. */
export const withVariables = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(/\$\(([^()]+)\)/g, (reference, name: string) => variables[name] ?? reference);
