/**
 * Prints the size of the house, or of a change to it:
 * node tools/run.mjs tools/measure-house.ts [--json] [--touched REV | --touched REV..REV]
 *
 * `--touched REV` counts what differs from REV in the work tree, new files included, so that what a new kind of
 * something costs can be counted on a copy that is thrown away; REV..REV counts what differs between the two.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { checkBoundaries } from './boundaries.ts'
import { type House, measureHouse, sorts, type Touched, touched } from './house.ts'
import { isCode } from './source-files.ts'

const root = dirname(import.meta.dirname)
const { values } = parseArgs({ options: { json: { type: 'boolean' }, touched: { type: 'string' } } })

if (values.touched === undefined) {
  const { imports } = await checkBoundaries(root)
  print(measureHouse(codeFiles(), imports), describeHouse)
} else print(touched(changedFiles(values.touched)), describeTouched)

function print<T>(figures: T, describe: (figures: T) => readonly string[]): void {
  const text = values.json === true ? JSON.stringify(figures, null, 2) : describe(figures).join('\n')
  process.stdout.write(`${text}\n`)
}

function describeHouse(house: House): string[] {
  return [
    row('rooms', house.rooms),
    row('rooms in a circle', `${house.roomsInCircles}, in ${house.circles} circles`),
    row('source files', house.sourceFiles),
    row('lines a file', `median ${house.medianLines}, 90th percentile ${house.p90Lines}`),
    row('test files', house.testFiles),
    ...house.largestRooms.map(({ room, files }, index) =>
      row(index === 0 ? 'largest rooms' : '', `${files}  ${room}`),
    ),
    ...house.longestFiles.map(({ path, lines }, index) =>
      row(index === 0 ? 'longest files' : '', `${lines}  ${path}`),
    ),
  ]
}

function describeTouched(files: Touched): string[] {
  return sorts.flatMap((sort) => [row(sort, files[sort].length), ...files[sort].map((path) => `  ${path}`)])
}

function row(name: string, value: string | number): string {
  return `${name.padEnd(20)}${value}`
}

function codeFiles(): { path: string; lines: number }[] {
  return git('ls-files', '--cached', '--others', '--exclude-standard')
    .filter((path) => isCode(path) && existsSync(join(root, path)))
    .map((path) => ({ path, lines: lineCount(readFileSync(join(root, path), 'utf8')) }))
}

function changedFiles(revision: string): string[] {
  const changed = git('diff', '--name-only', '--find-renames', revision, '--')
  const added = revision.includes('..') ? [] : git('ls-files', '--others', '--exclude-standard')
  return [...new Set([...changed, ...added])].sort()
}

function lineCount(text: string): number {
  return text.replace(/\n$/, '').split('\n').length
}

function git(...args: string[]): string[] {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', timeout: 30_000 })
    .split('\n')
    .filter((line) => line !== '')
}
