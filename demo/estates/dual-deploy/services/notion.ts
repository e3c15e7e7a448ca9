/** A Notion-like source of truth: `GET /v1/registry?start_cursor=&page_size=`, bearer token, pages of results. */
import { runMain } from '../../../process/run-main.ts'
import { setting } from '../../../process/settings.ts'
import { serviceOptions } from '../../../services/options.ts'
import { json, mustCarry, notFound, Refused, serve } from '../../../services/serve.ts'
import { swarm } from './swarm.ts'

await runMain(async () => {
  const { port, parent } = serviceOptions()
  const token = setting('NOTION_TOKEN')
  await serve({
    name: 'the source',
    port,
    parent,
    handler: (asked) => {
      if (asked.path === '/health/ready') return json(200, { ready: true })
      mustCarry(asked, token)
      if (asked.method !== 'GET' || asked.path !== '/v1/registry') return notFound(asked)
      return json(200, page(asked.query.get('start_cursor'), Number(asked.query.get('page_size') ?? 5)))
    },
  })
})

function page(cursor: string | null, size: number) {
  if (!Number.isInteger(size) || size < 1 || size > 100) throw new Refused(400, 'page_size must be 1 to 100')
  const from = cursor === null ? 0 : swarm.findIndex((item) => item.id === cursor)
  if (from < 0) throw new Refused(400, 'start_cursor names no page')
  const next = swarm[from + size]
  return {
    object: 'list',
    results: swarm.slice(from, from + size).map((item) => ({
      object: 'page',
      id: item.id,
      properties: {
        Name: { type: 'title', title: [{ plain_text: item.name }] },
        Role: { type: 'rich_text', rich_text: [{ plain_text: item.role }] },
        Status: { type: 'status', status: { name: item.status } },
      },
    })),
    has_more: next !== undefined,
    next_cursor: next?.id ?? null,
  }
}
