// Formats amounts and dates with formatters that are kept.
const amounts = new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' });
const dates = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' });

export default function operation(index) {
  return amounts.format(index / 100) + dates.format(new Date(index * 86_400_000));
}
