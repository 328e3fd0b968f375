// Takes an object out of a pool or makes a new one, and gives it back to another list.
const idle = [];
const returned = [];

export default function operation(index) {
  const connection = idle.pop() ?? { index: 0, buffer: [0, 0, 0, 0] };
  connection.index = index;
  returned.push(connection);
}
