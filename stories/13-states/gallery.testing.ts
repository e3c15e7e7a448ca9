import { join } from 'node:path'
import { pino } from 'pino'
import type { Browser } from 'playwright-core'
import type { House } from '../../src/http/api/house.ts'
import { listenHttp } from '../../src/http/listen.ts'
import { openSite } from '../../src/http/site/site.ts'
import { type Person, personAt } from '../props/page.testing.ts'
import { ROOT } from '../props/stage.testing.ts'
import { houseOf, SESSION } from './house.testing.ts'
import type { Played } from './play.testing.ts'

/** Somebody in a browser, before a server that knows nothing but what was played. */
export type Gallery = {
  readonly house: House
  readonly person: Person
  stopServer(): Promise<void>
  close(): Promise<void>
}

const SITE = join(ROOT, '.cache', 'web', 'site')

export async function openGallery(browser: Browser, all: readonly Played[]): Promise<Gallery> {
  const house = houseOf(all)
  const http = await listenHttp({ house, log: pino({ level: 'silent' }), port: 0, site: openSite(SITE) })
  const person = await personAt(browser, http.url)
  await person.page
    .context()
    .addCookies([{ name: `cutwater_session_${http.port}`, value: SESSION, url: http.url }])
  let stopped: Promise<void> | null = null
  const stopServer = () => {
    stopped ??= http.close()
    return stopped
  }
  return {
    house,
    person,
    stopServer,
    close: async () => {
      await person.close()
      await stopServer()
    },
  }
}
