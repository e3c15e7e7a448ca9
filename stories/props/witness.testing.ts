import assert from 'node:assert/strict'
import type { Entry } from '../../src/core/journal/entry.ts'
import type { Client } from '../../src/http/client/client.ts'

/**
 * Somebody who remembers every journal entry that a server ever showed them, and looks whether all of them are still
 * there.
 */
export function witness() {
  const shown = new Map<string, Entry[]>()

  const readOn = async (client: Client, stream: string, known: readonly Entry[]) => {
    const fresh = await client.entries(stream, known.at(-1)?.seq ?? 0)
    shown.set(stream, [...known, ...fresh])
  }
  return {
    count: () => [...shown.values()].reduce((sum, entries) => sum + entries.length, 0),
    of: (stream: string): readonly Entry[] => shown.get(stream) ?? [],
    /** Takes a stream's new entries into memory. */
    watch: (client: Client, stream: string) => readOn(client, stream, shown.get(stream) ?? []),
    watchAll: async (client: Client) => {
      for (const { stream } of await client.streams()) await readOn(client, stream, shown.get(stream) ?? [])
    },
    /** Each entry that was shown is where it was, with the same hash. */
    nothingLost: async (client: Client) => {
      for (const [stream, known] of shown) {
        const there: Entry[] = []
        for (let page = await client.entries(stream, 0); page.length > 0; ) {
          there.push(...page)
          page = await client.entries(stream, page.at(-1)?.seq ?? 0)
        }
        for (const entry of known)
          assert.equal(
            there[entry.seq - 1]?.hash,
            entry.hash,
            `${stream} lost entry ${entry.seq}, ${entry.type}, which had been shown`,
          )
      }
    },
  }
}

export type Witness = ReturnType<typeof witness>
