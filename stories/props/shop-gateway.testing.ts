import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startServed } from '../../src/cli/commands/demo/served.ts'
import type { Shop } from './shop.testing.ts'

/** One gateway process before shops, each in an environment of its own, which it is called by. */
export async function startShopGateway<Name extends string>(
  dir: string,
  shops: Readonly<Record<Name, Pick<Shop, 'sides'>>>,
) {
  const socket = join(dir, 'gateway.sock')
  const config = join(dir, 'gateway.json')
  const portsFile = join(dir, 'ports.json')
  const settings = {
    instance: 'gateway-1',
    adminSocket: socket,
    stateFile: 'gateway-state.json',
    cookieSecretFile: 'cookie-secret',
    portsFile,
    routes: Object.entries<Pick<Shop, 'sides'>>(shops).map(([name, { sides }]) => ({
      target: `${name}/shop`,
      listen: '127.0.0.1:0',
      sides,
    })),
  }
  writeFileSync(config, JSON.stringify(settings))
  const served = await startServed({
    name: 'the gateway',
    args: ['gateway', '--config', config],
    logFile: join(dir, 'gateway.log'),
    // Written as a whole, once all of its routes listen.
    isReady: async () => existsSync(portsFile),
  })
  const ports = JSON.parse(readFileSync(portsFile, 'utf8')) as Record<string, number>
  return {
    socket,
    url: (name: Name) => {
      const port = ports[`${name}/shop`]
      assert.ok(port !== undefined, `the gateway has no port for ${name}`)
      return `http://127.0.0.1:${port}`
    },
    stop: served.stop,
  }
}
