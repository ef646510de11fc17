/** A resource of a mapping: the items of a kind, and the entities that they make. `port`: more of its `port`. */
export const resource = <Mappings extends object>(
  kind: string,
  mappings: Mappings,
  selector: object = {},
  port: object = {},
) => ({
  kind,
  selector: { query: 'true', ...selector },
  port: { entity: { mappings }, ...port },
});
