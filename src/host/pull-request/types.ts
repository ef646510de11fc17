/** A comment for a pull request, before a host has put its limits on it. */
export interface PullRequestComment {
  /** The mark by which it is found again: letters and digits alone. */
  key: string;
  /** The way of writing. `if-there`: over an earlier comment, and no new one is made. */
  write: 'always' | 'if-there';
  /** Set where nothing is left to be said. A host that can close a comment closes it. */
  settled: boolean;
  render(place: CommentPlace): string;
}

/** The place of a comment. */
export interface CommentPlace {
  /** UTF-16 units. */
  limit: number;
  /** `<details>` are folded. */
  folds: boolean;
  runUrl?: string;
  commit?: string;
}

/** The outcome in words for the log; `why`: the reason why there is no comment. */
export type CommentOutcome = { done: string } | { none: string };

/** A comment as the host's API has it, and how it is changed. */
export interface CommentApi {
  /** The earlier comment of this key that is ours. */
  find(key: string): Promise<FoundComment | undefined>;
  create(text: string, key: string): Promise<void>;
}

export interface FoundComment {
  text: string;
  /** False where it may not be changed. */
  update(text: string, settled: boolean): Promise<boolean>;
}
