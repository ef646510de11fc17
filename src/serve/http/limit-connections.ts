import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Holds so many connections at the most. The one that has been longest without an answer makes room for a new one. Else
 * whoever holds connections open would keep probes out, and Kubernetes would end the process.
 */
export const limitConnections = (server: Server, most: number): void => {
  /** Connections in the order of their last answer, or of their beginning. */
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    const [oldest] = open;
    if (oldest && open.size >= most) {
      open.delete(oldest);
      oldest.destroy();
    }
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    response.on('finish', () => {
      if (open.delete(socket)) open.add(socket);
    });
  });
};
