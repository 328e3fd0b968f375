// Registers a listener with a bus for each widget; widgets go, listeners stay.
const bus = new EventTarget();

class Widget {
  constructor(index) {
    this.index = index;
    bus.addEventListener('theme', () => this.paint());
  }

  paint() {
    return this.index;
  }
}

export default function operation(index) {
  new Widget(index).paint();
}
