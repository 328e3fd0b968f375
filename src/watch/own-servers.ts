let ours: object | null = null;

/** Requests to it are none of the program's. There is one at a time. */
export function rememberOurs(server: object): void {
  ours = server;
}

export const isOurServer = (server: object | undefined): boolean =>
  server !== undefined && server === ours;
