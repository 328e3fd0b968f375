// Registers each view with a set of live ones; dispose is not called.
const live = new Set();

class View {
  #model;

  constructor(model) {
    this.#model = model;
    live.add(this);
  }

  render() {
    return `<p>${this.#model.index}</p>`;
  }

  dispose() {
    live.delete(this);
  }
}

export default function operation(index) {
  return new View({ index }).render();
}
