// Adds each comment to its parent's list of answers.
const root = { parent: null, answers: [] };
let current = root;

export default function operation(index) {
  const comment = { parent: current, answers: [] };
  current.answers.push(comment);
  if (index % 5 === 0) current = comment;
}
