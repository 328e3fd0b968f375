// Fills one buffer of events while the other is read; they change places each 3,000 events.
let filling = [];
let reading = [];

export default function operation(index) {
  filling.push({ index, kind: 'click', x: index % 800 });
  if (filling.length < 3000) return;
  [filling, reading] = [reading, filling];
  filling.length = 0;
}
