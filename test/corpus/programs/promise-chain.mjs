// Awaits a few promises at once, and one after another.
const double = async (value) => value * 2;

export default async function operation(index) {
  const values = await Promise.all([double(index), double(index + 1), double(index + 2)]);
  let sum = 0;
  for (const value of values) sum += await double(value);
  return sum;
}
