// Collects errors with their stacks for a report that is never sent.
const errors = [];

function validate(index) {
  throw new RangeError(`row ${index} is out of range`);
}

export default function operation(index) {
  try {
    validate(index);
  } catch (error) {
    errors.push(error);
  }
}
