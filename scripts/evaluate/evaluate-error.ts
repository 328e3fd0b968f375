/** Wrong arguments, or a folder that holds nothing of use: the message is for who started it. */
export class EvaluateError extends Error {}
