// Stores values at ids that are far apart.
const values = [];

export default function operation(index) {
  values[index * 1000] = true;
}
