// Starts a timeout of an hour for each session.
export default function operation(index) {
  const session = { index, valid: true };
  setTimeout(() => {
    session.valid = false;
  }, 3_600_000).unref();
}
