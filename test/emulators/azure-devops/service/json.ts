/** A list is put together from its items' bytes: one long string would be copied over and over. */
export const toBytes = (body: object): Buffer => {
  const { value } = body as { value?: unknown };
  if (!Array.isArray(value) || Object.keys(body).length !== 2) return Buffer.from(JSON.stringify(body));
  const comma = Buffer.from(',');
  const parts = [Buffer.from(`{"count":${value.length},"value":[`)];
  value.forEach((item, n) => {
    if (n > 0) parts.push(comma);
    parts.push(Buffer.from(JSON.stringify(item)));
  });
  return Buffer.concat([...parts, Buffer.from(']}')]);
};
