// Imports generated code from data URLs; what was imported is never unloaded.
export default async function operation(index) {
  const { value } = await import(`data:text/javascript,export const value = ${index};`);
  return value;
}
