// Makes a class for each model at run time and keeps it.
const models = [];

export default function operation(index) {
  models.push(
    class {
      table = index;
      save() {
        return this.table;
      }
    },
  );
}
