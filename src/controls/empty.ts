/**
 * The empty subject: does nothing, so what it seems to grow by is the instrument's own noise. A run
 * that calls it a leak can't be trusted with any other.
 */
export function operation(): void {}
