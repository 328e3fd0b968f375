// Memoizes answers as promises, by keys that never repeat.
const answers = new Map();

const ask = async (key) => ({ key, text: 'yes' });

export default async function operation(index) {
  if (!answers.has(index)) answers.set(index, ask(index));
  return (await answers.get(index)).text;
}
