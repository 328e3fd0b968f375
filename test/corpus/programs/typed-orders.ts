// Sums orders, in TypeScript.
interface Order {
  readonly id: number;
  readonly lines: readonly { readonly price: number; readonly count: number }[];
}

enum Currency {
  Euro = 'EUR',
  Dollar = 'USD',
}

const total = ({ lines }: Order): number =>
  lines.reduce((sum, { price, count }) => sum + price * count, 0);

export default function operation(index: number): string {
  const order: Order = {
    id: index,
    lines: [
      { price: 3, count: index % 5 },
      { price: 7, count: 1 },
    ],
  };
  return `${total(order)} ${index % 2 === 0 ? Currency.Euro : Currency.Dollar}`;
}
