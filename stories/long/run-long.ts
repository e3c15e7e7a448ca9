/** Runs stories that take too long for `npm test`, and ends with what they started when it is told to end. */
import { join } from 'node:path'
import process from 'node:process'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

/** `files`: relative to the directory of the stories. */
export function runLong(files: readonly string[]): void {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  run({
    signal: stopping.signal,
    files: files.map((name) => join(import.meta.dirname, '..', name)),
    concurrency: 2,
  })
    .on('test:fail', () => {
      process.exitCode = 1
    })
    .compose(new spec())
    .pipe(process.stdout)
}
