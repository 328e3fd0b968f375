// Keeps the date of each visit.
const visits = [];

export default function operation(index) {
  visits.push(new Date(1_700_000_000_000 + index * 1000));
}
