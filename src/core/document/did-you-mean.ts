/** `did you mean x?` when a known name is near, else the list of known ones: the remedy for every unknown name. */
export function didYouMean(written: string, known: readonly string[]): string {
  const near = nearest(written, known)
  if (near !== null) return `did you mean ${near}?`
  if (known.length === 0) return 'there is nothing to choose from; remove it'
  return `use one of ${[...known].sort().join(', ')}`
}

/** The known name that was most likely meant, or null when none is near. */
export function nearest(written: string, known: readonly string[]): string | null {
  const length = plain(written.slice(0, 64)).length
  const ranked = known
    .filter((name) => Math.abs(plain(name).length - length) <= allowed(name))
    .map((name) => ({ name, distance: distance(plain(written.slice(0, 64)), plain(name)) }))
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
  const best = ranked[0]
  return best !== undefined && best.distance <= allowed(best.name) ? best.name : null
}

const allowed = (name: string): number => Math.max(1, Math.floor((name.length + 1) / 3))

/** Case, dashes and underscores are what people mix up most. */
const plain = (name: string): string => name.toLowerCase().replace(/[-_]/g, '')

/** Levenshtein, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
