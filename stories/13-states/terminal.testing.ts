import assert from 'node:assert/strict'
import picocolors from 'picocolors'
import { drawLive, drawWhole } from '../../src/cli/screen/change-screen.ts'
import { columnsOf } from '../../src/cli/screen/text.ts'
import type { House } from '../../src/http/api/house.ts'

const COLUMNS = 90

/**
 * What `show` prints of a change, without line breaks. With colours and in a pipe no line of `show` and `watch` is
 * wider than the terminal.
 */
export async function inTerminal(house: House, id: string): Promise<string> {
  const view = (await house.read.change(id)) ?? assert.fail(`there is no ${id}`)
  const page = { after: 0, limit: 500, waitMs: 0 }
  const { entries } = (await house.read.journalOf(id, page, AbortSignal.timeout(1_000))) ?? { entries: [] }
  const tasks = (await house.read.followUps(id)) ?? []
  const drawn = [true, false].map((colours) => {
    const paint = picocolors.createColors(colours)
    const frame = { paint, columns: COLUMNS, zone: 'UTC', now: Date.parse(view.asOf) }
    return [
      drawWhole(view, entries, frame, tasks),
      drawLive({ view, entries, trouble: null }, frame, 60),
    ] as const
  })
  for (const line of drawn.flat().join('\n').split('\n'))
    assert.ok(columnsOf(line) <= COLUMNS, `${columnsOf(line)} columns: ${line}`)
  const [, plain] = drawn
  return unwrapped(plain?.[0])
}

const unwrapped = (text = ''): string => text.replaceAll(/\s*\n\s+/g, ' ')
