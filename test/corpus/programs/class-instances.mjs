// Makes a few shapes and adds up their areas.
class Shape {
  constructor(name) {
    this.name = name;
  }
}

class Circle extends Shape {
  #radius;

  constructor(radius) {
    super('circle');
    this.#radius = radius;
  }

  get area() {
    return Math.PI * this.#radius ** 2;
  }
}

export default function operation(index) {
  const shapes = [new Circle(1), new Circle(index % 10), new Circle(0.5)];
  return shapes.reduce((sum, shape) => sum + shape.area, 0);
}
