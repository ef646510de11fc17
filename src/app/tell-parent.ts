/** Sends a message to the always-on process that started this one. Nothing where that has gone. */
export const tellParent = (message: object): Promise<void> =>
  new Promise((resolve) => {
    if (!process.connected || !process.send) return resolve();
    process.send(message, undefined, undefined, () => resolve());
  });
