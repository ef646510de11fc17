/**
 * Azure Pipelines' template expressions as far as the examples use them, by Microsoft's page about expressions: a path
 * of a parameter, whose value has to be a single one and is an empty text where there is none, `replace`, and
 * `convertToJson`, which takes lists and objects and lays its JSON out over several lines.
 */
export const expanded = (text: string, parameters: object): string =>
  text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => evaluated(expression, parameters));

/** The condition of an `if`: two texts, compared without regard to case. */
export const isTrue = (condition: string, parameters: object): boolean => {
  const [, test, inner = '', text = ''] = /^(eq|ne)\(([^,()]+), '([^']*)'\)$/.exec(condition) ?? [];
  if (test === undefined) throw new Error(`nobody knows the condition ${condition}`);
  const isSame = evaluated(inner, parameters).toLowerCase() === text.toLowerCase();
  return isSame === (test === 'eq');
};

const evaluated = (expression: string, parameters: object): string => {
  const [, inner, from, to] =
    /^replace\(((?:convertToJson\([^,()]+\)|[^,()]+)), '([^']*)', '([^']*)'\)$/.exec(expression) ?? [];
  if (inner !== undefined) return evaluated(inner, parameters).replaceAll(from as string, () => to as string);
  const [, complex] = /^convertToJson\(([^,()]+)\)$/.exec(expression) ?? [];
  const value = valueAt(complex ?? expression, parameters);
  const isComplex = typeof value === 'object' && value !== null;
  if (isComplex !== (complex !== undefined)) throw new Error(`${expression} has another form: ${value}`);
  return isComplex ? JSON.stringify(value, null, 2) : String(value ?? '');
};

const valueAt = (expression: string, parameters: object): unknown => {
  const [root, ...names] = expression.split(/[.[\]]+/).filter(Boolean);
  if (root !== 'parameters') throw new Error(`nobody knows the expression ${expression}`);
  return names.reduce<unknown>(
    (parent, name) => (parent as Record<string, unknown> | null | undefined)?.[name],
    parameters,
  );
};

/** The agent's variables in an input: those that it knows are filled in. */
export const withVariables = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(/\$\(([^()]+)\)/g, (reference, name: string) => variables[name] ?? reference);
