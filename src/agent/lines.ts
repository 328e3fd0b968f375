import type { Socket } from 'node:net';

/**
 * Calls `take` with each whole line that comes through the socket, parsed; hangs up on anything else, and
 * on lines of more characters than `longest` allows.
 */
export function onLines<Message>(
  socket: Socket,
  take: (message: Message) => void,
  longest: () => number = () => Number.POSITIVE_INFINITY,
): void {
  let rest = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    const messages = lines.map(parsed);
    if (rest.length > longest() || messages.includes(null)) {
      socket.destroy();
      return;
    }
    for (const message of messages) take(message as Message);
  });
}

export function sendLine<Message extends object>(socket: Socket, message: Message): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Null for what is no object in JSON. */
function parsed(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
