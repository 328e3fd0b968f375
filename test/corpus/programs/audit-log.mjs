// Appends a line of text to an audit log in memory.
const lines = [];

export default function operation(index) {
  lines.push(
    JSON.stringify({ at: index, who: `user ${index % 50}`, what: 'changed the settings' }),
  );
}
