// Notes that a request is under way, and forgets it when it is done.
const underWay = new Map();

export default async function operation(index) {
  underWay.set(index, { index, since: index * 10 });
  await null;
  underWay.delete(index);
}
