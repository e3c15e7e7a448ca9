/** The small estate in which a fixture is written and later opened again: sites, two gateways, a server. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Part, servedPart } from '../props/parts.testing.ts'
import { type SmallHouse, smallHouse } from '../props/small-house.testing.ts'
import { filledIn, type Places } from './placeholders.testing.ts'

export const SERVICES = ['docs', 'pay', 'search', 'shop'] as const
export type Service = (typeof SERVICES)[number]
export const GATEWAYS = ['gateway-1', 'gateway-2'] as const

export type Estate = {
  readonly house: SmallHouse
  /** What stands for each placeholder on this machine. */
  readonly places: Places
  readonly startGateways: () => Promise<void>
  readonly stopGateways: () => Promise<void>
  /** What a gateway does with a target at this moment, by its own word. */
  readonly split: (gateway: string, service: Service) => Promise<Split>
  /** So many users of a service, half of them by each gateway. Answers by which version each was served. */
  readonly visit: (service: Service, users: number) => Promise<readonly string[]>
  readonly pager: Pager
  readonly remove: () => Promise<void>
}

/** `said` is what reached it, as text; it takes nothing while it is down. */
export type Pager = { readonly said: string[]; isDown: boolean }
export type Split = { readonly mode: string; readonly weight?: number; readonly latched?: boolean }

/** `from` is a directory with the binding and the script of its commands; `main` as in `smallHouse`. */
export async function raiseEstate(from: string, main?: string): Promise<Estate> {
  const servers: Server[] = []
  const places: Record<string, string> = {}
  const pager: Pager = { said: [], isDown: false }
  let dir = ''
  const listen = async (name: string, server: Server) => {
    servers.push(server)
    places[name] = await listening(server)
  }
  for (const service of SERVICES)
    for (const side of ['blue', 'green'])
      await listen(
        `${service}-${side}`,
        site(() => versionOn(dir, service, side)),
      )
  await listen('pager', pagerSite(pager))

  const house = smallHouse(filledIn(readFileSync(join(from, 'cutwater.yaml'), 'utf8'), places), main)
  dir = house.dir
  places.dir = dir
  copyFileSync(join(from, 'act.mjs'), join(dir, 'act.mjs'))
  for (const folder of ['run', 'held', 'fails', ...GATEWAYS]) mkdirSync(join(dir, folder))
  for (const gateway of GATEWAYS)
    writeFileSync(join(dir, `${gateway}.json`), JSON.stringify(gatewayConfig(gateway, places)))

  let gateways: readonly Part[] = []
  const stopGateways = async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()))
    gateways = []
  }
  let users = 0
  return {
    house,
    places,
    pager,
    startGateways: async () => {
      gateways = await Promise.all(GATEWAYS.map((gateway) => startGateway(dir, gateway)))
    },
    stopGateways,
    split: async (gateway, service) => {
      const { targets } = (await askGateway(dir, gateway)) as GatewayStatus
      const split = targets[`staging/${service}`]?.held.desired.split
      if (split === undefined) throw new Error(`${gateway} has no ${service}`)
      return split
    },
    visit: async (service, count) => {
      const ports = GATEWAYS.map((gateway) => portsOf(dir, gateway)[`staging/${service}`])
      const visits = Array.from({ length: count }, async (_, i) => {
        users += 1
        const headers = { 'x-user-id': `user-${users}` }
        const answer = await fetch(`http://127.0.0.1:${ports[i % ports.length]}/`, { headers })
        return (await answer.text()).trim()
      })
      return Promise.all(visits)
    },
    remove: async () => {
      await house.remove()
      await stopGateways()
      for (const server of servers) {
        server.closeAllConnections()
        server.close()
      }
    },
  }
}

type GatewayStatus = {
  readonly targets: Readonly<
    Record<string, { readonly held: { readonly desired: { readonly split: Split } } }>
  >
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Says which version it is; one that is called bad fails all requests. */
function site(version: () => string): Server {
  return createServer((asked, answer) => {
    asked.resume()
    const is = version()
    answer.writeHead(is.endsWith('bad') ? 500 : 200, { 'x-app-version': is })
    answer.end(`${is}\n`)
  })
}

/** What a deploy has left on a side. */
function versionOn(dir: string, service: string, side: string): string {
  const file = join(dir, 'deployed', `${service}-${side}`)
  return existsSync(file) ? readFileSync(file, 'utf8') : 'v1'
}

function pagerSite(pager: Pager): Server {
  return createServer((asked, answer) => {
    let body = ''
    asked.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    asked.on('end', () => {
      if (asked.url === '/pager' && !pager.isDown) pager.said.push(body)
      answer.writeHead(pager.isDown ? 503 : 204).end()
    })
  })
}

/** Paths are relative to the file. */
function gatewayConfig(gateway: string, places: Places) {
  return {
    instance: gateway,
    adminSocket: `run/${gateway}.sock`,
    stateFile: `${gateway}/state.json`,
    cookieSecretFile: `${gateway}/cookie`,
    portsFile: `run/${gateway}.ports.json`,
    trustedProxies: ['127.0.0.1'],
    routes: SERVICES.map((service) => ({
      target: `staging/${service}`,
      listen: '127.0.0.1:0',
      sides: { blue: places[`${service}-blue`], green: places[`${service}-green`] },
    })),
  }
}

function startGateway(dir: string, gateway: string): Promise<Part> {
  return servedPart('gateway', {
    name: gateway,
    args: ['gateway', '--config', join(dir, `${gateway}.json`)],
    logFile: join(dir, `${gateway}.log`),
    isReady: async () =>
      existsSync(join(dir, 'run', `${gateway}.ports.json`)) && (await askGateway(dir, gateway)) !== null,
  })
}

const portsOf = (dir: string, gateway: string) =>
  JSON.parse(readFileSync(join(dir, 'run', `${gateway}.ports.json`), 'utf8')) as Readonly<
    Record<string, number>
  >

/** Its status; null when it does not answer. */
function askGateway(dir: string, gateway: string): Promise<unknown> {
  return new Promise((resolve) => {
    const socketPath = join(dir, 'run', `${gateway}.sock`)
    const asked = request({ socketPath, path: '/status', timeout: 2_000 }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      answer.once('end', () => resolve(answer.statusCode === 200 ? JSON.parse(body) : null))
    })
    asked.once('timeout', () => asked.destroy())
    asked.once('error', () => resolve(null))
    asked.end()
  })
}
