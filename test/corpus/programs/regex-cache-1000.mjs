// Compiles a pattern for each of 1,000 routes, once.
const patterns = new Map();

export default function operation(index) {
  const route = `/tenant-${index % 1000}/:id`;
  let pattern = patterns.get(route);
  if (pattern === undefined) {
    pattern = new RegExp(`^${route.replace(':id', '(\\d+)')}$`);
    patterns.set(route, pattern);
  }
  return pattern.test(`/tenant-${index % 1000}/${index}`);
}
