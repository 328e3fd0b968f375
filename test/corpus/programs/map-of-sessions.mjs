// Opens a session for each request and never closes one.
const sessions = new Map();

export default function operation(index) {
  sessions.set(`session-${index}`, { user: index, roles: ['reader'] });
}
