// Parses a URL and reads its query.
export default function operation(index) {
  const url = new URL(`http://example.test/search?page=${index}&size=20`);
  return Number(url.searchParams.get('page'));
}
