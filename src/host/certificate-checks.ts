/**
 * Whether Node's own switch was set that turns certificate checks off. It is taken away before anything connects:
 * nothing in this process follows it, libraries included.
 */
export const checksWereOff = process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0';
delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
