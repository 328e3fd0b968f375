// Throws, catches and reads the stack.
function parse(text) {
  if (!text.startsWith('{')) throw new SyntaxError(`not an object: ${text}`);
  return text;
}

export default function operation(index) {
  try {
    return parse(`[${index}]`);
  } catch (error) {
    return error.stack.length;
  }
}
