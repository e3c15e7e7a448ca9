/** How far a sink has come, beside what keeps it from going on; `given` is 0 for nothing. Without a full stop. */
export function behindWords(given: number, newest: number): string {
  const has = given === 0 ? 'it has none' : `it has them up to ${given}`
  const behind = newest - given
  return behind <= 0 ? has : `${has}, and the journal is at ${newest}: ${behind} behind`
}
