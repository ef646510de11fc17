/** Place where an answer was seen, so that anyone can look it up by name. */
export type Source =
  /** Request and answer as they went over the wire, kept by a public repository. */
  | { seen: 'recorded'; in: string }
  /** The service's own words, or a part of its answer, quoted by whoever met it: in a public thread, or in a test. */
  | { seen: 'quoted'; in: string }
  /** Nobody's recording: other clients' code counts on it, each on its own. */
  | { seen: 'counted on'; in: string }
  /** Microsoft's own samples or pages. */
  | { seen: 'documented'; in: string }
  /** Our belief: nothing may be deleted for it alone. */
  | { seen: 'unrecorded' };

/** An answer that is no success. */
export interface ErrorAnswer {
  /** The emulator's routes that it is for; `*`: any. */
  routes: readonly string[];
  /** Circumstances in which the service gives it, in words. */
  when: string;
  status: number;
  /** Absent: none is sent. */
  contentType?: string;
  headers?: Record<string, string>;
  /** `{0}`, `{1}` … stand for what it is about. */
  message: string;
  /** A member of the service's error JSON; absent where the body is the message as text, or none. */
  typeKey?: string;
  /** The text before and after the key in `typeName`. */
  namespace?: string;
  body: 'json' | 'text' | 'html' | 'none';
  /** The JSON begins with a byte order mark. */
  byteOrderMark?: true;
  /** The message stands in the header `x-tfs-serviceerror`, too. */
  inHeader?: true;
  /** Set where the answer tells that something is not there: a lie of that kind leaves no trace. */
  absent?: true;
  source: Source;
}
