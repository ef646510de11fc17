/** A JSON pointer without positions in lists, as shapes are written: `/value/0/id` → `value[].id`. */
export const placeOf = (pointer: string, property?: string): string => {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (property !== undefined) parts.push(property);
  return parts.reduce((place, part) => (/^\d+$/.test(part) ? `${place}[]` : dotted(place, part)), '');
};

const dotted = (place: string, name: string) => (place === '' ? name : `${place}.${name}`);

/** Types of value by their place in some JSON values: `value[].id` → `string`. */
export type Shape = Map<string, Set<string>>;

export function addShape(shape: Shape, value: unknown, place = ''): Shape {
  const types = shape.get(place) ?? new Set();
  shape.set(place, types.add(typeOf(value)));
  if (Array.isArray(value)) for (const item of value) addShape(shape, item, `${place}[]`);
  else if (typeof value === 'object' && value !== null)
    for (const [name, item] of Object.entries(value)) addShape(shape, item, dotted(place, name));
  return shape;
}

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
};

const parentOf = (place: string): string => place.replace(/(\[\]|\.?[^.[\]]+)$/, '');

/** The places of one shape that another lacks though it has what they stand in. */
export const lackedBy = (other: Shape, shape: Shape): string[] =>
  [...shape.keys()].filter((place) => place !== '' && !other.has(place) && other.has(parentOf(place)));
