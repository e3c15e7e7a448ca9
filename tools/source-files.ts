/** Which files are source, and which stand in a room: a folder that holds source files of its own. */
import { posix } from 'node:path'

export const isCode = (path: string): boolean => /\.(ts|tsx|mjs|cjs|js)$/.test(path)

/** Tests, suites, stories, and what several of them share. */
export const isTestMaterial = (path: string): boolean => /\.(test|suite|story|testing)\.tsx?$/.test(path)

/** What runs, or helps to build or check what runs; not what is generated from it. */
export const isSource = (path: string): boolean =>
  isCode(path) && !isTestMaterial(path) && !path.endsWith('.d.ts')

/** The folders in which each folder is a room; others, like bin, hold single files. */
export const isInHouse = (path: string): boolean => /^(src|web\/src|demo|bench)\//.test(path)

export const roomOf = (path: string): string => posix.dirname(path)

/** The source files of each room, by the room's path. */
export function rooms(paths: readonly string[]): Map<string, string[]> {
  return Map.groupBy(paths.filter(isSource), roomOf)
}
