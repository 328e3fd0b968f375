// Does nothing.
export default function operation() {}
