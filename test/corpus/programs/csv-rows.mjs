// Parses a file of comma-separated values that setup has made.
export default {
  setup() {
    const lines = Array.from({ length: 40 }, (_, nth) => `${nth},name ${nth},${nth * 1.5}`);
    return { csv: lines.join('\n') };
  },
  operation({ csv }) {
    return csv.split('\n').map((line) => {
      const [id, name, price] = line.split(',');
      return { id: Number(id), name, price: Number(price) };
    });
  },
  teardown(state) {
    state.csv = '';
  },
};
