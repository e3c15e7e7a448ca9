import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type Browser, chromium, type Page } from 'playwright-core'
import { developmentBrowser } from '../../src/adapters/browser/find-browser.ts'

const require = createRequire(import.meta.url)
const START_WITHIN_MS = 60_000

/** Web security stays on: what is tested is also what the browser refuses. */
const ARGS = [
  ...['--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
  ...['--disable-background-networking', '--disable-extensions', '--disable-sync', '--no-pings'],
  ...['--font-render-hinting=none', '--force-color-profile=srgb', '--hide-scrollbars'],
]

/** A real browser, without anything of the system's; or why there is none on this machine. */
export async function openBrowser(): Promise<{ browser: Browser } | { missing: string }> {
  const program = await developmentBrowser(process.env)
  if ('missing' in program) return { missing: `MISSING chromium: ${program.missing}` }
  const home = mkdtempSync(join(tmpdir(), 'cutwater-browser-'))
  try {
    const browser = await chromium.launch({
      executablePath: program.path,
      args: ARGS,
      headless: true,
      timeout: START_WITHIN_MS,
      env: { ...program.env, HOME: home, TMPDIR: home, TZ: 'UTC' },
    })
    browser.once('disconnected', () => rmSync(home, { recursive: true, force: true }))
    return { browser }
  } catch (error) {
    rmSync(home, { recursive: true, force: true })
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return { missing: `MISSING chromium: it does not start here (${why})` }
  }
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds on the page as it is, one line each. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, so the page's own policy does not stand in its way.
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    type Found = { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }
    const { axe } = globalThis as unknown as {
      axe: { run: (what: unknown, how: object) => Promise<{ violations: Found[] }> }
    }
    const { document } = globalThis as unknown as { document: unknown }
    const { violations } = await axe.run(document, { resultTypes: ['violations'] })
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary ?? ''}`,
      ),
    )
  })
}
