import { READINGS_MAX } from '../../core/binding/polled-signal.ts'
import type { HttpSignalBinding } from '../../core/binding/signal-binding.ts'
import type { Reading } from '../../core/judge/reading.ts'
import { type Found, type JsonPath, readJsonPath } from '../../core/signal/json-path.ts'
import type { Told } from '../../ports/polled-readings.ts'
import { brief } from '../../ports/printable.ts'
import { seriesName } from '../../ports/series-name.ts'
import { SourceFault } from '../../ports/source-fault.ts'

/** How the numbers of a signal are taken out of a document. What it makes throws `SourceFault`. */
export function readerOf({ paths, items }: HttpSignalBinding): (document: unknown) => Told {
  const parts = Object.entries(paths).map(([part, text]) => [part, pathOf(text)] as const)
  if (items === undefined) return (document) => readingIn(document, parts)
  const at = pathOf(items.at)
  const name = items.name === null ? null : pathOf(items.name)
  return (document) => {
    const found = findIn(at, document, READINGS_MAX + 1)
    if (found.length > READINGS_MAX)
      throw new SourceFault('wrong', `has more than ${READINGS_MAX} things at ${at.text}`)
    const told = new Map<string, Reading>()
    for (const item of found) {
      const called = nameOf(item, name)
      const reading = readingIn(item.value, parts, NO_DATA)
      if (reading === null) continue
      if (told.has(called)) throw new SourceFault('wrong', `has two things called ${called} at ${at.text}`)
      told.set(called, reading)
    }
    return told
  }
}

type Path = { readonly text: string; readonly path: JsonPath }

function pathOf(text: string): Path {
  const read = readJsonPath(text)
  if ('wrong' in read) throw new RangeError(`${text} is no JSONPath: ${read.wrong}`)
  return { text, path: read }
}

function nameOf({ key, value }: Found, path: Path | null): string {
  if (path === null) return seriesName(key)
  const [found, second] = findIn(path, value, 2)
  if (second !== undefined) throw new SourceFault('wrong', `has more than one thing at ${path.text}`)
  const name = found?.value
  if (typeof name !== 'string' && typeof name !== 'number')
    throw new SourceFault('wrong', `has no name at ${path.text} of ${brief(key, 40)}`)
  return seriesName(String(name))
}

/** One of many that has no number is no data for itself only. */
const NO_DATA = 'no data'

type Parts = readonly (readonly [part: string, path: Path])[]

function readingIn(document: unknown, parts: Parts): Reading
function readingIn(document: unknown, parts: Parts, otherwise: typeof NO_DATA): Reading | null
function readingIn(document: unknown, parts: Parts, otherwise?: typeof NO_DATA): Reading | null {
  const reading: [string, number][] = []
  for (const [part, path] of parts) {
    const [found, second] = findIn(path, document, 2)
    const value = found?.value
    if (second !== undefined) throw new SourceFault('wrong', `has more than one thing at ${path.text}`)
    if (otherwise === NO_DATA && (value === undefined || value === null)) return null
    if (value === undefined) throw new SourceFault('empty', `has nothing at ${path.text}`)
    if (typeof value !== 'number')
      throw new SourceFault(
        'wrong',
        `has ${brief(JSON.stringify(value), 80)} at ${path.text}, and not a number`,
      )
    reading.push([part, value])
  }
  return Object.fromEntries(reading)
}

function findIn({ path }: Path, document: unknown, most: number): readonly Found[] {
  try {
    return path.find(document, most)
  } catch (error) {
    throw new SourceFault(
      'wrong',
      `cannot be searched: ${brief(error instanceof Error ? error.message : String(error))}`,
    )
  }
}
