/** A mapping of projects, and of nothing else. */
export const projectsMapping = `
resources:
  - kind: project
    selector: { query: 'true' }
    port:
      entity:
        mappings: { identifier: .id, blueprint: '"project"', title: .name }
`;
