// Merges two sets of HTTP headers.
export default function operation(index) {
  const headers = new Headers({ accept: 'text/html', 'x-request-id': String(index) });
  headers.append('accept', 'application/json');
  return [...headers.keys()].length;
}
