import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServed } from '../../src/cli/commands/demo/served.ts'
import { connect } from '../../src/cli/connection/connection.ts'
import { httpClient } from '../../src/http/client/client.ts'
import type { Driven } from './drive.ts'

const BINDING = `environments:
  staging:
    targets:
      wix:
        traffic: { gateway: gateway.sock }
        sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' }
        deploy: { command: [node, --version] }
    signals: { success-ratio: { gateway: success } }
`

/** A server of its own with its built-in database, on this machine and for nobody else, in a directory that goes. */
export async function openHouse(): Promise<Driven & { close(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'cutwater-fuzz-'))
  const data = join(dir, 'data')
  const bindingFile = join(dir, 'cutwater.yaml')
  const remove = () => rm(dir, { recursive: true, force: true, maxRetries: 5 })
  try {
    await writeFile(bindingFile, BINDING)
    const served = await startServed({
      name: 'the server',
      args: ['serve', '--data', data, '--binding', bindingFile, '--port', '0'],
      logFile: join(dir, 'server.log'),
      isReady: async () => {
        try {
          return (await connect({ data }, { env: {}, cwd: data }).ready()).ready
        } catch {
          return false
        }
      },
    })
    const close = async () => {
      await served.stop()
      await remove()
    }
    try {
      const { url } = connect({ data }, { env: {}, cwd: data })
      const admin = (await readFile(join(data, 'token'), 'utf8')).trim()
      const made = await httpClient({ url, token: admin }).createToken({ name: 'fuzz', roles: ['viewer'] })
      return { url, admin, viewer: made.secret, close }
    } catch (error) {
      await close()
      throw error
    }
  } catch (error) {
    await remove()
    throw error
  }
}
