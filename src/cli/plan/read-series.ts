import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { SeriesReader } from '../../core/backtest/series/series.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import type { Millis } from '../../core/time/instant.ts'
import { Fault, sentenceOf } from '../terminal/fault.ts'
import type { Terminal } from '../terminal/terminal.ts'

const FORMAT = 'docs/how-to/tune-guards.md says what a line holds.'

/** A file of recorded series, read line by line. */
export async function readSeries(
  file: string,
  shapeOf: (signal: string) => SignalShape | null,
  spanMs: Millis,
  { cwd, now }: Pick<Terminal, 'cwd' | 'now'>,
): Promise<SeriesReader> {
  const reader = new SeriesReader({ shapeOf, spanMs }, now())
  const input = createReadStream(resolve(cwd, file), 'utf8')
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const fault = reader.line(line)
      if (fault !== null) throw new Fault(`${file}:${fault.line}: ${fault.message}`, FORMAT)
    }
  } catch (cause) {
    if (cause instanceof Fault) throw cause
    throw new Fault(`the series ${file} cannot be read: ${sentenceOf(cause)}`, FORMAT, { cause })
  } finally {
    input.destroy()
  }
  if (reader.signals().length === 0) throw new Fault(`the series ${file} has no line`, FORMAT)
  return reader
}
