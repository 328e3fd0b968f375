// Each request has a controller of its own, and aborts it.
export default function operation(index) {
  const controller = new AbortController();
  let reason = null;
  controller.signal.addEventListener('abort', () => {
    reason = controller.signal.reason;
  });
  controller.abort(index);
  return reason;
}
