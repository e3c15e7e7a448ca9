/** The size of the house in figures: its rooms, its files, and what a change touches of them. */
import { type Import, roomCircles } from './room-circles.ts'
import { isCode, isInHouse, isSource, isTestMaterial, rooms } from './source-files.ts'

export type MeasuredFile = { readonly path: string; readonly lines: number }
export type House = {
  readonly rooms: number
  readonly circles: number
  readonly roomsInCircles: number
  readonly largestRooms: readonly { readonly room: string; readonly files: number }[]
  readonly sourceFiles: number
  readonly medianLines: number
  readonly p90Lines: number
  readonly longestFiles: readonly MeasuredFile[]
  readonly testFiles: number
}

const listed = 5

/** Of all files of the repository, those in src, web/src, demo and bench count, and every file of tests. */
export function measureHouse(files: readonly MeasuredFile[], imports: readonly Import[]): House {
  const sources = files.filter(({ path }) => isInHouse(path) && isSource(path))
  const lines = sources.map(({ lines }) => lines)
  const circles = roomCircles(imports.filter(({ from, to }) => isInHouse(from) && isInHouse(to)))
  const sizes = [...rooms(sources.map(({ path }) => path))]
    .map(([room, inside]) => ({ room, files: inside.length }))
    .sort((a, b) => b.files - a.files)
  return {
    rooms: sizes.length,
    circles: circles.length,
    roomsInCircles: circles.flatMap((circle) => circle.rooms).length,
    largestRooms: sizes.slice(0, listed),
    sourceFiles: sources.length,
    medianLines: quantile(lines, 0.5),
    p90Lines: quantile(lines, 0.9),
    longestFiles: [...sources].sort((a, b) => b.lines - a.lines).slice(0, listed),
    testFiles: files.filter(({ path }) => /\.(test|story)\.tsx?$/.test(path)).length,
  }
}

/** The smallest value that at least this share of all values does not exceed; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

export const sorts = ['source', 'test', 'doc', 'generated'] as const
export type Sort = (typeof sorts)[number]
export type Touched = Record<Sort, readonly string[]>

/** The files of a change by what they are. Settings, plans, styles and migrations are source: somebody wrote them. */
export function touched(paths: readonly string[]): Touched {
  const of = (sort: Sort) => paths.filter((path) => sortOf(path) === sort)
  return { source: of('source'), test: of('test'), doc: of('doc'), generated: of('generated') }
}

function sortOf(path: string): Sort {
  if (/^(schemas\/|package-lock\.json$|docs\/bench\.md$)|\.d\.ts$|\.generated\.|\/generated\//.test(path))
    return 'generated'
  if (isTestMaterial(path) || /^stories\/|(\/|\.)golden(\/|\.)/.test(path)) return 'test'
  if (!isCode(path) && /^docs\/|\.md$/.test(path)) return 'doc'
  return 'source'
}
