import { days, hours } from '../organisation/derive.ts';
import type { WorkItem } from '../organisation/work-items.ts';
import { badRequest } from '../service/errors.ts';
import { type Field, type FieldContext, fieldOf } from './fields.ts';
import { syntaxError } from './lexer.ts';
import type { Condition, Operator, Value } from './parser.ts';

export interface QueryContext extends FieldContext {
  /** Milliseconds: `@Today` is its day. */
  now: number;
  /** The project of the URL; `@Project` is an error without one. */
  project: string | undefined;
  /** Dates compare by the millisecond; else by the day, and a literal must have no time. */
  timePrecision: boolean;
}

type Test = (item: WorkItem) => boolean;
type Comparable = string | number;

const dayOf = (ms: number) => Math.floor(ms / days) * days;

const shift = (from: number, offset: number, unit: string): number => {
  if (unit === 'h') return from + offset * hours;
  if (unit === 'w') return from + offset * 7 * days;
  if (unit !== 'm' && unit !== 'y') return from + offset * days;
  const date = new Date(from);
  if (unit === 'm') date.setUTCMonth(date.getUTCMonth() + offset);
  else date.setUTCFullYear(date.getUTCFullYear() + offset);
  return date.getTime();
};

const startOf = (name: string, now: number): number | undefined => {
  const date = new Date(dayOf(now));
  switch (name) {
    case 'today':
    case 'startofday':
      return date.getTime();
    case 'startofweek':
      return date.getTime() - date.getUTCDay() * days;
    case 'startofmonth':
      return date.setUTCDate(1);
    case 'startofyear':
      return date.setUTCMonth(0, 1);
    default:
      return undefined;
  }
};

const dateLiteral = (text: string, { timePrecision }: QueryContext): number => {
  const date = Date.parse(/T|Z$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(date))
    throw badRequest(
      `TF51004: The value «${text}» could not be converted to a date.`,
      'WorkItemTrackingQueryException',
    );
  if (!timePrecision && date !== dayOf(date))
    throw badRequest(
      `You cannot supply a time with the date when running a query using date precision. The error is caused by «'${text}'».`,
      'WorkItemTrackingQueryException',
    );
  return date;
};

const constant = (value: Value, field: Field, context: QueryContext): Comparable => {
  if (value.type === 'number') return field.type === 'text' ? String(value.number) : value.number;
  if (value.type === 'field') throw syntaxError(`Field comparisons are not supported here: [${value.name}].`);
  if (value.type === 'macro') {
    const start = startOf(value.name, context.now);
    if (start !== undefined) return shift(start, value.offset, value.unit);
    if (value.name === 'project' && context.project !== undefined) return context.project.toLowerCase();
    throw syntaxError(`The macro «@${value.name}» is not supported.`);
  }
  if (field.type === 'date') return dateLiteral(value.text, context);
  if (field.type !== 'number') return value.text.toLowerCase();
  if (!/^-?\d+$/.test(value.text)) throw syntaxError(`«${value.text}» is not a number.`);
  return Number(value.text);
};

const compare = (operator: Operator, left: Comparable, right: Comparable): boolean => {
  switch (operator) {
    case '=':
      return left === right;
    case '<>':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case 'contains':
      return String(left).includes(String(right));
    case 'under':
      return left === right || String(left).startsWith(`${right}\\`);
    default:
      throw syntaxError(`The operator «${operator}» is not supported here.`);
  }
};

/** The tags of an item are compared one by one. */
const matchesTags = (operator: Operator, tags: string, right: Comparable) =>
  operator === '=' || operator === 'contains'
    ? tags.split('; ').includes(String(right))
    : compare(operator, tags, right);

const comparison = (condition: Condition & { type: 'comparison' }, context: QueryContext): Test => {
  const field = fieldOf(condition.field);
  const values = condition.values.map((value) => constant(value, field, context));
  const read = (item: WorkItem): Comparable | undefined => {
    const value = field.read(item, context);
    if (field.type === 'date' && !context.timePrecision) return dayOf(value as number);
    return typeof value === 'string' ? value.toLowerCase() : value;
  };
  const { operator } = condition;
  if (operator === 'empty') return (item) => (read(item) ?? '') === '';
  if (operator === 'in') return (item) => values.includes(read(item) as Comparable);
  const [right] = values as [Comparable];
  // No history is kept: what an item ever was, it is.
  const effective = operator === 'ever' ? '=' : operator;
  if (field.type === 'tags') return (item) => matchesTags(effective, String(read(item)), right);
  return (item) => {
    const left = read(item);
    return left !== undefined && compare(effective, left, right);
  };
};

/** A test for work items. Throws the service's 400 for what cannot be compared. */
export const compile = (condition: Condition | undefined, context: QueryContext): Test => {
  switch (condition?.type) {
    case undefined:
      return () => true;
    case 'and': {
      const tests = condition.parts.map((part) => compile(part, context));
      return (item) => tests.every((test) => test(item));
    }
    case 'or': {
      const tests = condition.parts.map((part) => compile(part, context));
      return (item) => tests.some((test) => test(item));
    }
    case 'not': {
      const test = compile(condition.part, context);
      return (item) => !test(item);
    }
    case 'comparison':
      return comparison(condition, context);
  }
};

export const sorterOf = (order: readonly { field: string; descending: boolean }[], context: QueryContext) => {
  const keys = order.map(({ field, descending }) => ({ field: fieldOf(field), sign: descending ? -1 : 1 }));
  return (a: WorkItem, b: WorkItem): number => {
    for (const { field, sign } of keys) {
      const [left, right] = [field.read(a, context) ?? '', field.read(b, context) ?? ''];
      if (left !== right) return left < right ? -sign : sign;
    }
    return a.id - b.id;
  };
};
