import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import type { TestContext } from 'node:test'
import type { Browser } from 'playwright-core'
import { openSite } from '../../src/http/site/site.ts'
import { accessibilityFaults, openBrowser } from './browser.testing.ts'
import { ROOT, type Stage, until } from './stage.testing.ts'

export const PHONE = { width: 390, height: 844 }
export const DESK = { width: 1280, height: 900 }

/** The page as it is in the tree now; nothing is done when it is built already. */
export function buildPage(): void {
  execFileSync(process.execPath, [join(ROOT, 'tools', 'build-web.mjs')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

/** What a browser that has seen nothing of it loads, as the server sends it. */
export function pageBytes(): number {
  const dir = join(ROOT, '.cache', 'web', 'site')
  const site = openSite(dir)
  return readdirSync(join(dir, 'assets'))
    .map((name) => site.asset(name)?.gzipped.length ?? 0)
    .reduce((sum, bytes) => sum + bytes, 0)
}

/**
 * One address for whichever server the stage has at the moment: a server on any free port has another one after a
 * restart.
 */
export async function doorTo(stage: Stage): Promise<{ readonly url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const door = createServer((visitor) => {
    const server = connect({ host: '127.0.0.1', port: Number(new URL(urlOf(stage)).port) })
    for (const [one, other] of [
      [visitor, server],
      [server, visitor],
    ] as const) {
      sockets.add(one)
      one.once('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      one.on('error', () => other.destroy())
    }
    visitor.pipe(server).pipe(visitor)
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const address = door.address()
  assert.ok(typeof address === 'object' && address !== null)
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => door.close(resolve))
    },
  }
}

/** Nobody listens there while the server is gone. */
function urlOf(stage: Stage): string {
  try {
    return stage.client().url
  } catch {
    return 'http://127.0.0.1:1'
  }
}

/** A browser of its own for one person, with everything that went wrong in it. */
export async function personAt(browser: Browser, door: string) {
  const context = await browser.newContext({ viewport: DESK, colorScheme: 'light', baseURL: door })
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) troubles.push(message.text())
  })
  page.on('dialog', (dialog) => {
    troubles.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(door)) troubles.push(`a request to ${request.url()}`)
  })
  return { page, troubles, close: () => context.close() }
}

export type Person = Awaited<ReturnType<typeof personAt>>

/** A link of `cutwater open`, for the door instead of the server behind it. */
export async function linkFor(
  stage: Pick<Stage, 'cutwater'>,
  door: string,
  ...more: readonly string[]
): Promise<string> {
  const { code, out, err } = await stage.cutwater('open', '--print', ...more)
  assert.equal(code, 0, err)
  const { pathname, hash } = new URL(out.trim().split('\n')[0] ?? '')
  return `${door}${pathname}${hash}`
}

/** axe finds nothing, the text has room, and on a phone nothing has to be moved sideways. */
export async function isFit({ page }: Person, what: string): Promise<void> {
  assert.deepEqual(await accessibilityFaults(page), [], what)
  const [width, room] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = (globalThis as unknown as Browserish).document.documentElement
    return [scrollWidth, clientWidth] as const
  })
  assert.ok(width <= room, `${what}: ${width} px wide on ${room}`)
}

type Browserish = {
  document: { documentElement: { scrollWidth: number; clientWidth: number }; images: { length: number } }
}
export const imagesOn = ({ page }: Person): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as Browserish).document.images.length)

/** As soon as the page says so; without loading it again. */
export const saysOnPage = ({ page }: Person, words: RegExp, withinMs = 60_000): Promise<true> =>
  until(
    `the page says ${words}`,
    async () => words.test(await page.locator('body').innerText()) && (true as const),
    withinMs,
  )

/** Somebody in a browser, with a session of their own, for as long as it takes; skipped where there is no browser. */
export async function withPerson(
  t: TestContext,
  stage: Stage,
  { secret, at }: { readonly secret: string; readonly at: string },
  use: (person: Person, url: string) => Promise<void>,
): Promise<void> {
  const opened = await openBrowser()
  if ('missing' in opened) return t.skip(opened.missing)
  buildPage()
  try {
    const door = await doorTo(stage)
    const person = await personAt(opened.browser, door.url)
    try {
      const asked = await fetch(`${stage.client().url}/v1/session/codes`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}` },
      })
      const { code } = (await asked.json()) as { code: string }
      await person.page.goto(`${door.url}/login#code=${code}&next=${at}`)
      await use(person, door.url)
      assert.deepEqual(person.troubles, [])
    } finally {
      await person.close()
      await door.close()
    }
  } finally {
    await opened.browser.close()
  }
}

/** A state is looked at: light, dark and 390 px wide; with a directory for `shots` also by a person. */
export async function looks(person: Person, what: string, shots: string | undefined): Promise<void> {
  const { page } = person
  const before = page.viewportSize() ?? DESK
  for (const [name, size, colorScheme] of [
    ['light', DESK, 'light'],
    ['dark', DESK, 'dark'],
    ['phone', PHONE, 'light'],
  ] as const) {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme })
    await isFit(person, `${what}, ${name}`)
    if (shots !== undefined) await page.screenshot({ path: `${shots}/${what}-${name}.png`, fullPage: true })
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(before)
}
