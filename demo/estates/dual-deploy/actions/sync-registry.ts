/** Copies the whole registry from the source to the Wix site, with a fresh `lastSync`. Doing it twice is harmless. */

import { callJson } from '../../../actions/call.ts'
import { report } from '../../../process/outputs.ts'
import { runMain } from '../../../process/run-main.ts'
import { setting } from '../../../process/settings.ts'
import { itemsOf, type SourcePage } from './source-page.ts'

await runMain(async () => {
  const [source, token] = [setting('NOTION_URL'), setting('NOTION_TOKEN')]
  const [registry, key] = [setting('REGISTRY_URL'), setting('REGISTRY_API_KEY')]

  const items = await readAll(source, token)
  const lastSync = new Date().toISOString()
  const body = { items, lastSync }
  const written = await callJson(`${registry}/api/registry`, {
    method: 'POST',
    token: key,
    body,
    doing: 'writing the registry',
  })
  const count = (written as { count?: unknown }).count
  if (count !== items.length) throw new Error(`the registry took ${count} of ${items.length} items`)

  report(`SwarmRegistry synced: ${items.length} items, lastSync ${lastSync}`, {
    items: items.length,
    lastSync,
  })
})

async function readAll(source: string, token: string) {
  const items = []
  let cursor: string | null = null
  // The bound ends a source that hands out cursors for ever.
  for (let pages = 0; pages < 1_000; pages += 1) {
    const query: string = cursor === null ? '' : `&start_cursor=${encodeURIComponent(cursor)}`
    const page = (await callJson(`${source}/v1/registry?page_size=5${query}`, {
      token,
      doing: 'reading the source',
    })) as SourcePage
    items.push(...itemsOf(page))
    cursor = page.has_more ? page.next_cursor : null
    if (cursor === null) return items
  }
  throw new Error('reading the source: it has no last page')
}
