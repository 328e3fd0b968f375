// Listens to a signal shared by all requests, and stops listening when the request is done.
const shutdown = new AbortController();

export default async function operation(index) {
  const request = { index, cancelled: false };
  const cancel = () => {
    request.cancelled = true;
  };
  shutdown.signal.addEventListener('abort', cancel);
  try {
    await null;
    return request.cancelled;
  } finally {
    shutdown.signal.removeEventListener('abort', cancel);
  }
}
