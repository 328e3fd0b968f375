// Measures a step with marks and clears them.
export default function operation(index) {
  const name = `step-${index % 10}`;
  performance.mark(name);
  const { duration } = performance.measure('step', name);
  performance.clearMarks(name);
  performance.clearMeasures('step');
  return duration;
}
