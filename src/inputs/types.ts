export type HostName = 'azure-pipelines' | 'github-actions' | 'terminal';

export type InputGroup =
  | 'run'
  | 'azureDevOps'
  | 'port'
  | 'mapping'
  | 'resources'
  | 'deletions'
  | 'limits'
  | 'summary'
  | 'serve';

export interface Input {
  /** The name in camelCase. The hosts' spellings derive from it. */
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'multiline' | 'list' | 'choice' | 'boolean' | 'integer' | 'connection';
  readonly group: InputGroup;
  /** The effect and the fallback. One paragraph of markdown. */
  readonly help: string;
  /** The value without one. Never in a manifest where `fallbacks` exist: it would hide them. */
  readonly default?: string;
  /** The default in words, where `default` cannot say it. */
  readonly otherwise?: string;
  readonly secret?: true;
  readonly choices?: readonly string[];
  /** Words that Azure Pipelines' editor shows in the place of a choice. */
  readonly choiceLabels?: Readonly<Record<string, string>>;
  /** The smallest and the largest value that it takes. */
  readonly range?: readonly [smallest: number, largest: number];
  readonly unit?: string;
  /** Environment variables read where the input is not given, the first one that is set. */
  readonly fallbacks?: readonly string[];
  /** Manifests that need another value than `default`. */
  readonly hostDefaults?: Partial<Readonly<Record<HostName, string>>>;
  /** The condition under which Azure Pipelines' editor shows it. */
  readonly visibleRule?: string;
  /** The type of a service connection. */
  readonly connection?: 'AzureRM' | 'port';
  /** The hosts that have it. Unless given: all. */
  readonly hosts?: readonly HostName[];
}
