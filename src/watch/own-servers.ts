const ours = new WeakSet<object>();

/** Requests to it are none of the program's. */
export function rememberOurs(server: object): void {
  ours.add(server);
}

export const isOurServer = (server: object | undefined): boolean =>
  server !== undefined && ours.has(server);
