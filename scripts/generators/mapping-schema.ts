import { kinds } from '../../src/kinds/registry.ts';
import { mappingJsonSchema } from '../../src/mapping/definition/json-schema.ts';

/** The JSON Schema of mapping files, which editors check them by. */
export const mappingSchema = (): string => `${JSON.stringify(mappingJsonSchema(kinds), undefined, 2)}\n`;
