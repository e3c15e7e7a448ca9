import assert from 'node:assert/strict'
import type { BrowserContext, Page, Request } from 'playwright-core'
import type { SmallHouse } from '../props/small-house.testing.ts'
import { until } from '../props/stage.testing.ts'

/** The tabs of one browser that is let in, and a change that each of them shows. */
export type Scene = { readonly house: SmallHouse; readonly context: BrowserContext; readonly id: string }

/** The event streams that are open at the moment, each with its tab. */
export function streamsOf(context: BrowserContext): () => readonly Page[] {
  const open = new Set<Request>()
  context.on('request', (request) => {
    if (request.resourceType() === 'eventsource') open.add(request)
  })
  const close = (request: Request) => open.delete(request)
  context.on('requestfinished', close)
  context.on('requestfailed', close)
  return () => [...open].map((request) => request.frame().page()).filter((page) => !page.isClosed())
}

/** A link of `cutwater open` as the token's owner, opened in `tab`. */
export async function letIn(tab: Page, { url }: SmallHouse, token: string): Promise<void> {
  const asked = await fetch(`${url()}/v1/session/codes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  const { code } = (await asked.json()) as { code: string }
  await tab.goto(`${url()}/login#code=${code}`)
  await tab.getByRole('heading', { level: 1 }).waitFor()
  await until('the browser is let in', () => new URL(tab.url()).pathname === '/')
}

export const redButton = (tab: Page) => tab.getByRole('button', { name: /^Abort/ })

/** Each hears the server, and its red button asks what it is to do. */
export async function allLive(tabs: readonly Page[]): Promise<void> {
  await Promise.all(tabs.map((tab) => redButton(tab).waitFor({ timeout: 20_000 })))
  for (const tab of tabs) {
    assert.doesNotMatch(await tab.title(), /Server gone/)
    await redButton(tab).click({ timeout: 5_000 })
    await tab.getByRole('alertdialog').waitFor({ timeout: 5_000 })
    await tab.keyboard.press('Escape')
    await tab.getByRole('alertdialog').waitFor({ state: 'detached' })
  }
}

export const allSay = (tabs: readonly Page[], words: string, timeout = 10_000): Promise<unknown> =>
  Promise.all(tabs.map((tab) => tab.getByText(words).first().waitFor({ timeout })))

/** What a tab is told by the one that holds the stream. */
export async function overhear(tab: Page): Promise<() => Promise<readonly unknown[]>> {
  await tab.evaluate(() => {
    const told: unknown[] = []
    new BroadcastChannel('cutwater-events').onmessage = ({ data }) => told.push(data)
    Object.assign(globalThis, { told })
  })
  return () => tab.evaluate(() => (globalThis as unknown as { told: unknown[] }).told)
}

/** A headless browser shows all of its tabs at once, so the tab is told that it is out of sight. */
export const show = (tab: Page, visibilityState: 'visible' | 'hidden'): Promise<void> =>
  tab.evaluate((state) => {
    const { document } = globalThis as unknown as { document: EventTarget }
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
    document.dispatchEvent(new Event('visibilitychange'))
  }, visibilityState)
