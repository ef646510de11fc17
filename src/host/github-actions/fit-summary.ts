/** Markdown of at most `limit` bytes, cut at the end of a line, with a note that says so. */
export const fitSummary = (markdown: string, limit: number, artifact: string): string => {
  const bytes = Buffer.from(markdown);
  if (bytes.length <= limit) return markdown;
  const note = `\n\n*The summary is cut here. All of it is in the artifact ${artifact}.*\n`;
  const room = limit - Buffer.byteLength(note);
  const lineEnd = bytes.lastIndexOf('\n', room);
  return bytes.subarray(0, Math.max(lineEnd, 0)).toString('utf8') + note;
};
