/** The process of one journey: loads its module, walks it in a window of its own, and takes away what it leaves. */
import assert from 'node:assert/strict'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { ledRequest } from '../../core/validation/basis/lead.ts'
import { type JourneyOrder, type JourneyWord, KEPT_MOST } from './journey-words.ts'
import { leadContext, leadScripts } from './lead-context.ts'

/** Of each thing that is waited for, so that the sentence names it and not the limit of all. */
const ONE_WITHIN_MS = 10_000
const PICTURE_WITHIN_MS = 3_000
const PICTURE_MOST = 400_000

type Given = {
  readonly page: Page
  readonly context: BrowserContext
  readonly baseUrl: string
  readonly as: Readonly<Record<string, string>>
  readonly assert: typeof assert
  /** Names what comes, and does it. */
  readonly step: <T>(name: string, walk: () => Promise<T>) => Promise<T>
  /** For `cleanUp`, also where the journey was ended in the middle. */
  readonly keep: (what: unknown) => Promise<void>
}
type Module = {
  readonly default?: (given: Given) => Promise<unknown>
  readonly cleanUp?: (given: Given & { readonly kept: unknown }) => Promise<unknown>
}

// Nobody reads what comes when the other side is gone.
process.on('disconnect', () => process.exit(1))
process.once('message', (order: JourneyOrder) => void walk(order).finally(() => process.exit(0)))

const say = (word: JourneyWord): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(word, undefined, undefined, () => resolve())
  })

async function walk(order: JourneyOrder): Promise<void> {
  let module: Module
  try {
    module = (await import(pathToFileURL(order.module).href)) as Module
  } catch (error) {
    return say({ word: 'unable', why: `its module cannot be loaded: ${wordsOf(error)}` })
  }
  const { default: journey, cleanUp } = module
  if (typeof journey !== 'function')
    return say({ word: 'unable', why: 'its module has no function as its default export' })
  await say({ word: 'loaded', hasCleanUp: typeof cleanUp === 'function' })
  const { chromium } = await import('playwright-core')
  const browser = await chromium.connect(order.endpoint, { timeout: ONE_WITHIN_MS })
  const context = await browser.newContext({
    baseURL: order.url,
    acceptDownloads: false,
    serviceWorkers: 'block',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(ONE_WITHIN_MS)
  const leading = leadContext(context, order.leads, new AbortController().signal)
  leadScripts(context, order.leads, order.url)
  const page = await context.newPage()
  await leading.follow(page)
  let kept: string = order.kept
  const given: Given = {
    page,
    context,
    baseUrl: ledRequest(order.url, order.leads)?.url ?? order.url,
    as: order.as,
    assert,
    step: async (name, walk) => {
      await say({ word: 'step', name: String(name) })
      return walk()
    },
    keep: async (what) => {
      const text = JSON.stringify(what) ?? 'null'
      if (text.length > KEPT_MOST) throw new Error(`what is kept is longer than ${KEPT_MOST} characters`)
      kept = text
      await say({ word: 'kept', kept })
    },
  }
  if (order.walk === 'journey') {
    const from = performance.now()
    const why = await outcomeOf(() => journey(given))
    const ms = performance.now() - from
    const picture = why === null ? null : await pictureOf(page)
    await say({ word: 'walked', why, picture, ms, strayed: leading.strayed() })
  }
  if (typeof cleanUp === 'function')
    await say({
      word: 'cleaned',
      why: await outcomeOf(() => cleanUp({ ...given, kept: JSON.parse(kept) as unknown })),
    })
  await context.close()
}

async function outcomeOf(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    return wordsOf(error)
  }
}

/** The first lines say what was wanted; what follows is how Playwright went about it. */
function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return (text.split('\nCall log')[0] ?? text).slice(0, 2_000)
}

async function pictureOf(page: Page): Promise<string | null> {
  const picture = await page
    .screenshot({ type: 'jpeg', quality: 60, timeout: PICTURE_WITHIN_MS })
    .catch(() => null)
  return picture === null || picture.length > PICTURE_MOST ? null : picture.toString('base64')
}
