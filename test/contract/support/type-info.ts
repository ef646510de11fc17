/** The official client's knowledge of a type: which of its fields it turns into dates, numbers and objects. */
export interface TypeInfo {
  fields?: Record<string, FieldInfo>;
  /** Numbers of an enumeration's values. */
  enumValues?: Record<string, number>;
}

interface FieldInfo {
  isArray?: boolean;
  isDate?: boolean;
  isDictionary?: boolean;
  enumType?: TypeInfo;
  typeInfo?: TypeInfo;
  dictionaryValueEnumType?: TypeInfo;
  dictionaryValueTypeInfo?: TypeInfo;
  dictionaryValueFieldInfo?: FieldInfo;
}

/**
 * Values that the client would silently lose or spoil: an unknown one becomes the enumeration's 0, a date an invalid
 * one.
 */
export function* unreadable(value: unknown, type: TypeInfo, at = ''): Generator<string> {
  if (Array.isArray(value)) {
    for (const one of value) yield* unreadable(one, type, at);
    return;
  }
  if (!isObject(value)) return;
  for (const [name, field] of Object.entries(type.fields ?? {}))
    yield* unreadableField(value[name], field, at === '' ? name : `${at}.${name}`);
}

function* unreadableField(value: unknown, field: FieldInfo, at: string): Generator<string> {
  if (value === undefined || value === null) return;
  if (field.isArray) {
    if (!Array.isArray(value)) yield `${at}: no list`;
    else for (const one of value) yield* unreadableField(one, { ...field, isArray: false }, at);
  } else if (field.isDictionary) {
    const { dictionaryValueEnumType: enumType, dictionaryValueTypeInfo: typeInfo } = field;
    const of = field.dictionaryValueFieldInfo ?? {
      ...(enumType && { enumType }),
      ...(typeInfo && { typeInfo }),
    };
    if (!isObject(value)) yield `${at}: no object`;
    else for (const one of Object.values(value)) yield* unreadableField(one, of, at);
  } else if (field.isDate) {
    if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) yield `${at}: no date: ${value}`;
  } else if (field.enumType) {
    yield* unknownValues(value, field.enumType, at);
  } else if (field.typeInfo) {
    if (!isObject(value)) yield `${at}: no object`;
    else yield* unreadable(value, field.typeInfo, at);
  }
}

function* unknownValues(value: unknown, { enumValues = {} }: TypeInfo, at: string): Generator<string> {
  if (typeof value === 'number') return;
  const known = new Set(Object.keys(enumValues).map((name) => name.toLowerCase()));
  for (const part of String(value).split(','))
    if (!known.has(part.trim().toLowerCase())) yield `${at}: no such value: ${part}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
