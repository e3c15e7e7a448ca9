/** Circles between rooms: the folders that reach each other through the imports of the files in them. */
import { isSource, roomOf } from './source-files.ts'

export type Import = { readonly from: string; readonly to: string }
/** That files of one room import files of another. */
export type Arrow = { readonly from: string; readonly to: string; readonly imports: readonly Import[] }
export type Circle = {
  readonly rooms: readonly string[]
  /** Between the rooms of the circle alone, the thinnest first: it is the easiest to cut. */
  readonly arrows: readonly Arrow[]
}

/** Rooms that reach each other on several ways are one circle. Imports by or of tests do not count. */
export function roomCircles(imports: readonly Import[]): Circle[] {
  const arrows = arrowsBetweenRooms(imports)
  const leaving = Map.groupBy(arrows, ({ from }) => from)
  const reached = new Map([...leaving.keys()].map((room) => [room, reachable(room, leaving)]))
  const reaches = (from: string, to: string) => reached.get(from)?.has(to) ?? false
  const inCircle = [...reached.keys()].filter((room) => reaches(room, room)).sort()
  const circles = Map.groupBy(inCircle, (room) => inCircle.find((first) => isMutual(first, room)))
  return [...circles.values()].map((rooms) => ({
    rooms,
    arrows: arrows
      .filter(({ from, to }) => rooms.includes(from) && rooms.includes(to))
      .sort((a, b) => a.imports.length - b.imports.length),
  }))

  function isMutual(one: string, other: string): boolean {
    return reaches(one, other) && reaches(other, one)
  }
}

/** Every arrow with the number of imports behind it, and the imports behind the thinnest. */
export function describeCircle({ arrows }: Circle): string {
  const [thinnest] = arrows
  const lines = arrows.map(({ from, to, imports }) => `${from} -> ${to} (${imports.length})`)
  return [
    ...lines,
    'thinnest:',
    ...(thinnest?.imports ?? []).map(({ from, to }) => `  ${from} -> ${to}`),
  ].join('\n')
}

function arrowsBetweenRooms(imports: readonly Import[]): Arrow[] {
  const crossing = imports.filter(
    ({ from, to }) => isSource(from) && isSource(to) && roomOf(from) !== roomOf(to),
  )
  const groups = Map.groupBy(crossing, ({ from, to }) => `${roomOf(from)} -> ${roomOf(to)}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [{ from: roomOf(first.from), to: roomOf(first.to), imports: group }]
  })
}

/** The rooms that can be reached from this one; the room itself only through a circle. */
function reachable(room: string, leaving: ReadonlyMap<string, readonly Arrow[]>): Set<string> {
  const reached = new Set<string>()
  const waiting = [room]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const { to } of leaving.get(next) ?? [])
      if (!reached.has(to)) {
        reached.add(to)
        waiting.push(to)
      }
  return reached
}
