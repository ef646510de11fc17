/** Rules that are checked. */
export type Rule =
  /** The path stands in no file. */
  | 'path'
  /** A query parameter that the operation does not have, or a required one that is missing. */
  | 'query'
  /** A parameter's type or enumerated value. */
  | 'value'
  | 'version'
  /** The Accept header names nothing that the operation produces. */
  | 'accept'
  | 'body'
  | 'answer'
  /** A property of an answer that neither the schema nor a published sample has. */
  | 'unknown property'
  /** A property of the published samples that no answer ever has. */
  | 'sample'
  /** A property that is something else in the published samples: an object instead of a text, say. */
  | 'sample type';

export interface Finding {
  rule: Rule;
  /** `git/Refs_List`; the route where no operation was found. */
  operation: string;
  /** Parameter, or place in the body or answer: `value[].project.id`. */
  at: string;
  message: string;
}

/** A known gap between the published files and the service. */
export interface Exception {
  rule: Rule;
  operation: string;
  /** One place, or all that begin with what stands before a `*` at the end. */
  at: string;
  reason: string;
}

export const covers = ({ rule, operation, at }: Exception, finding: Finding): boolean =>
  rule === finding.rule &&
  operation === finding.operation &&
  (at.endsWith('*') ? finding.at.startsWith(at.slice(0, -1)) : finding.at === at);

export interface Verdict {
  /** Findings that no exception covers, each once, as text. */
  open: string[];
  /** Exceptions that were needed. */
  used: Set<Exception>;
}

export function judge(findings: readonly Finding[], exceptions: readonly Exception[]): Verdict {
  const used = new Set<Exception>();
  const open = new Map<string, number>();
  for (const finding of findings) {
    const exception = exceptions.find((one) => covers(one, finding));
    if (exception) used.add(exception);
    else {
      const text = `${finding.operation} · ${finding.rule} · ${finding.at}: ${finding.message}`;
      open.set(text, (open.get(text) ?? 0) + 1);
    }
  }
  return { open: [...open].map(([text, times]) => `${text} (${times})`).sort(), used };
}
