import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

export const OLD = 'v1.9.0'

/** How much of what a version is asked goes wrong, from 0 to 1. */
export type Mood = {
  /** Answered with 500. */
  readonly fails: number
  /** A payment that is refused: answered with 402. */
  readonly refuses: number
}
export const WELL: Mood = { fails: 0, refuses: 0 }

/** A shop on two sides. What runs on a side is what its deploy has written to `dir/SIDE`. */
export type Shop = {
  readonly dir: string
  readonly sides: { readonly blue: string; readonly green: string }
  /** Of the new version. */
  mood: Mood
  /** Of the version that was there before. */
  old: Mood
  close(): Promise<void>
}

export async function openShop(dir: string): Promise<Shop> {
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'blue'), OLD)
  const shop = { dir, mood: WELL, old: WELL }
  const [blue, green] = [await openSide(join(dir, 'blue'), shop), await openSide(join(dir, 'green'), shop)]
  return Object.assign(shop, {
    sides: { blue: urlOf(blue), green: urlOf(green) },
    close: async () => {
      for (const server of [blue, green]) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    },
  })
}

async function openSide(versionFile: string, shop: Pick<Shop, 'mood' | 'old'>): Promise<Server> {
  const failed = evenly()
  const refused = evenly()
  const server = createServer((incoming, outgoing) => {
    incoming.resume()
    const version = existsSync(versionFile) ? readFileSync(versionFile, 'utf8') : null
    const { fails, refuses } = version === OLD ? shop.old : shop.mood
    outgoing.statusCode = version === null ? 503 : failed(fails) ? 500 : refused(refuses) ? 402 : 200
    outgoing.end(version)
  })
  server.keepAliveTimeout = 60_000
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server
}

/** That this one is among them, so that of any few in a row just this share is. */
function evenly(): (share: number) => boolean {
  let owed = 0
  return (share) => {
    owed = share === 0 ? 0 : owed + share
    if (owed < 1) return false
    owed -= 1
    return true
  }
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
