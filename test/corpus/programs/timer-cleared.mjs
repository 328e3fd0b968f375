// Starts a timeout as a guard and clears it before it fires.
export default function operation(index) {
  const timer = setTimeout(() => index, 60_000);
  clearTimeout(timer);
}
