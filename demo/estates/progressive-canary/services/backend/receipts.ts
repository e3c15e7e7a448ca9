/** Receipts are written to disk behind the buyer's back, in the order of payment: a queue of the worker's own. */
import { mkdirSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Counter, Gauge, type Registry } from 'prom-client'

export type Receipts = {
  readonly write: (receipt: Readonly<Record<string, unknown>>) => void
  /** Writes what is left. */
  readonly end: () => Promise<void>
}

/** Those that come meanwhile are written together. */
const GATHER_MS = 200
const QUEUE_MAX = 10_000

export function receipts(file: string, registry: Registry): Receipts {
  mkdirSync(dirname(file), { recursive: true })
  const queue: string[] = []
  let writing: Promise<void> | null = null
  let handle: FileHandle | null = null
  new Gauge({
    name: 'queue_depth',
    help: 'Receipts that wait to be written.',
    registers: [registry],
    collect() {
      this.set(queue.length)
    },
  })
  const busy = new Counter({
    name: 'disk_io_busy_seconds_total',
    help: 'Time in which a write was under way; its rate is the share of the time, 0 to 1, added up over workers.',
    registers: [registry],
  })
  const written = new Counter({
    name: 'receipts_written_total',
    help: 'Receipts on disk.',
    registers: [registry],
  })
  busy.inc(0)
  written.inc(0)
  const drain = async () => {
    for (; queue.length > 0; await sleep(GATHER_MS)) {
      const lines = queue.slice()
      const began = performance.now()
      try {
        handle ??= await open(file, 'a', 0o600)
        await handle.appendFile(lines.join(''))
        await handle.datasync()
        queue.splice(0, lines.length)
        written.inc(lines.length)
      } catch {
        // They stay in the queue, which is seen to grow; the next round opens the file anew.
        handle = null
      } finally {
        busy.inc((performance.now() - began) / 1_000)
      }
    }
  }
  return {
    write: (receipt) => {
      if (queue.length >= QUEUE_MAX) throw new Error(`${QUEUE_MAX} receipts wait to be written already`)
      queue.push(`${JSON.stringify(receipt)}\n`)
      writing ??= drain().finally(() => {
        writing = null
      })
    },
    end: async () => {
      await writing
      await handle?.close()
    },
  }
}
