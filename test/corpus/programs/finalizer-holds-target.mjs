// A finalizer's held value leads back to its object, which thus is never finalized.
const registry = new FinalizationRegistry(({ close }) => close());

export default function operation(index) {
  const connection = { index, open: true };
  registry.register(connection, {
    close: () => {
      connection.open = false;
    },
  });
}
