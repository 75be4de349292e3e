/** Lets whatever waits (messages, clocks) go first, in the middle of a long piece of work. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
