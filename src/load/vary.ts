import type { RequestPlan } from './load.ts';

/** What stands for a request's number, as in `--input` of other subjects. */
const NUMBER = '$i';

/** Numbers below are for requests outside of the load, those from here on for the load. */
export const OF_VERIFICATION = 1000;

/**
 * The request with this number in place of every `$i` in its path, headers and body; where there is none,
 * at the end of its path.
 */
export function vary(request: RequestPlan, index: number): RequestPlan {
  const fill = (text: string): string => text.replaceAll(NUMBER, String(index));
  const texts = [request.path, request.body ?? '', ...Object.values(request.headers)];
  if (!texts.some((text) => text.includes(NUMBER))) {
    const separator = request.path.includes('?') ? '&' : '?';
    return { ...request, path: `${request.path}${separator}leaklab=${index}` };
  }
  return {
    method: request.method,
    path: fill(request.path),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, fill(value)]),
    ),
    body: request.body === null ? null : fill(request.body),
  };
}
