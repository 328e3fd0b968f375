/** Each major version of OpenTelemetry's API keeps what the program sets under a symbol of its own. */
const API_SYMBOL = Symbol.for('opentelemetry.js.api.1');

/** Whether the program has set a meter provider. Most never do: nothing of the API is loaded for them. */
export const hasMeterProvider = (): boolean =>
  (globalThis as { [API_SYMBOL]?: { metrics?: object } })[API_SYMBOL]?.metrics !== undefined;
