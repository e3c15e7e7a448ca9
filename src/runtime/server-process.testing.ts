/**
 * A whole server in a process of its own, so that it can be killed: `node server-process.testing.ts OPTIONS-AS-JSON`.
 */
import process from 'node:process'
import { destination, pino } from 'pino'
import { composeServer } from '../compose/server.ts'

const options = JSON.parse(process.argv[2] ?? '') as {
  dataDir: string
  bindingFile: string
  database: { url: string }
}
const log = pino(destination({ fd: 2, sync: true }))
const server = await composeServer({ ...options, log })
process.stdout.write('ready\n')
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)))
