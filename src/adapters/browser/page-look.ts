import type { BrowserContext, Page, Response } from 'playwright-core'
import { formatDuration } from '../../core/time/duration.ts'
import type { PageCheck, PageLook, PageSeen } from '../../core/validation/kinds/page.ts'
import type { Look, LookLimits } from '../../ports/look.ts'
import { brief } from '../../ports/printable.ts'
import { axeOn } from './axe-on.ts'
import { leadContext } from './lead-context.ts'
import type { OpenBrowser, SharedBrowser } from './shared-browser.ts'
import { tabWalk } from './tab-walk.ts'

const CLOSE_WITHIN_MS = 1_000
const HEIGHT = 900
const ERRORS_KEPT = 100

/** In a window of its own that keeps nothing: no cookie, no storage, no download. */
export function pageLook(shared: SharedBrowser): Look<'page'> {
  return (at, limits) => shared.with(limits.signal, (opened) => lookIn(opened, at, limits))
}

async function lookIn(opened: OpenBrowser, at: PageCheck, limits: LookLimits): Promise<PageSeen> {
  const { browser } = opened
  const stage: Stage = { is: 'opening' }
  let context: BrowserContext | null = null
  const stopped = new Promise<'stopped'>((resolve) => {
    if (limits.signal.aborted) resolve('stopped')
    limits.signal.addEventListener('abort', () => resolve('stopped'), { once: true })
  })
  const looking = (async (): Promise<PageSeen> => {
    context = await browser.newContext({
      viewport: { width: at.width, height: HEIGHT },
      acceptDownloads: false,
      serviceWorkers: 'block',
      reducedMotion: 'reduce',
      colorScheme: at.schemes[0] ?? 'light',
    })
    const leading = leadContext(context, at.leads ?? [], limits.signal)
    const page = await context.newPage()
    await leading.follow(page)
    const seen = await look(page, at, stage)
    const strayed = leading.strayed()
    return 'status' in seen && strayed !== null ? { ...seen, strayed } : seen
  })()
  try {
    const seen = await Promise.race([looking, stopped])
    return seen === 'stopped' ? late(stage, limits) : seen
  } catch (error) {
    // Nobody else closes what it looks at.
    if (!browser.isConnected() || /\bclosed\b|disconnected/.test(firstLine(error)))
      return { unable: 'the browser ended while it looked' }
    if (limits.signal.aborted) return late(stage, limits)
    const why = brief(firstLine(error), 160)
    if (/not a valid selector|parsing css selector/i.test(why))
      return { unable: `${at.selector} is no CSS selector` }
    if (/crashed/i.test(why)) return { stuck: 'the page crashes' }
    return stage.is === 'loading' || stage.is === 'opening' ? { refused: why } : { stuck: why }
  } finally {
    looking.catch(() => undefined)
    await letGo(context, opened)
  }
}

/** How far it came: what stands in the sentence when it comes no further. */
type Stage = { is: 'opening' | 'loading' | 'watching' }

function late({ is }: Stage, { timeLimitMs }: LookLimits): PageSeen {
  const limit = formatDuration(timeLimitMs)
  if (is === 'opening') return { unable: `the browser opened no page within ${limit}` }
  return is === 'loading'
    ? { refused: `not loaded within ${limit}` }
    : { stuck: `it could not be looked at whole within ${limit}` }
}

/** A page whose scripts never end closes all the same; where not, the browser is the last that it saw. */
async function letGo(context: BrowserContext | null, opened: OpenBrowser): Promise<void> {
  if (context === null || !opened.browser.isConnected()) return
  const limit = new Promise<'late'>((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS, 'late').unref())
  const closed = context.close().then(
    () => 'closed' as const,
    () => 'late' as const,
  )
  if ((await Promise.race([closed, limit])) === 'late') opened.spoil()
}

async function look(page: Page, at: PageCheck, stage: Stage): Promise<PageSeen> {
  page.setDefaultTimeout(0)
  page.setDefaultNavigationTimeout(0)
  const errors = errorsOf(page)
  const crashed = new Promise<never>((_, reject) => page.once('crash', () => reject(new Error('crashed'))))
  crashed.catch(() => undefined)
  const meanwhile = <T>(work: Promise<T>): Promise<T> => Promise.race([work, crashed])

  stage.is = 'loading'
  const from = performance.now()
  const answer = await meanwhile(page.goto(at.url, { waitUntil: 'load' }))
  const ms = performance.now() - from
  stage.is = 'watching'
  const status = statusOf(answer)
  if (status === null) return { refused: 'nothing answered' }
  const origin = new URL(page.url()).origin
  const elsewhere = origin === new URL(at.url).origin ? null : brief(origin, 100)
  const isThere =
    elsewhere === null && (at.status === null ? answer?.ok() === true : at.status.includes(status))
  // On another page there is nothing to look for.
  const notSeen = isThere ? await meanwhile(notSeenOn(page, at)) : []
  const looks: PageLook[] = []
  if (isThere && (at.axe || at.focus))
    for (const scheme of at.schemes) {
      await page.emulateMedia({ colorScheme: scheme })
      looks.push({
        scheme,
        axe: at.axe ? await meanwhile(axeOn(page, at.without)) : null,
        walk: at.focus ? await meanwhile(tabWalk(page)) : null,
      })
    }
  return { status, elsewhere, ms, notSeen, errors: errors(), looks }
}

const statusOf = (answer: Response | null): number | null => answer?.status() ?? null

/** What builds itself by scripts may come after the load: it is waited for, as people would. */
const APPEARS_WITHIN_MS = 5_000

async function notSeenOn(
  page: Page,
  { contains, selector }: PageCheck,
): Promise<('contains' | 'selector')[]> {
  const wanted = [
    ...(contains === null ? [] : [['contains', page.getByText(contains)] as const]),
    ...(selector === null ? [] : [['selector', page.locator(`css=${selector}`)] as const]),
  ]
  const seen = await Promise.all(
    wanted.map(async ([what, place]) => {
      const one = place.filter({ visible: true }).first()
      const isSeen = await one.waitFor({ state: 'visible', timeout: APPEARS_WITHIN_MS }).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Error && error.name === 'TimeoutError') return false
          throw error
        },
      )
      return isSeen ? [] : [what]
    }),
  )
  return seen.flat()
}

function errorsOf(page: Page): () => { count: number; first: string | null } {
  const kept: string[] = []
  let count = 0
  const one = (text: string) => {
    count += 1
    if (kept.length < ERRORS_KEPT) kept.push(brief(text, 160))
  }
  page.on('pageerror', (error) => one(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') one(message.text())
  })
  return () => ({ count, first: kept[0] ?? null })
}

/** The text of net::ERR_ is what people search for; the address stands in the binding. */
const firstLine = (error: unknown): string =>
  (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
    .replace(/^\w+\.\w+: /, '')
    .replace(/ at https?:\S+$/, '')
