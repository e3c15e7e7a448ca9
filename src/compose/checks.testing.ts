import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import type { Part } from '../../demo/parts/debian-part.ts'
import { freePorts } from '../../demo/process/free-ports.ts'
import { until } from '../../demo/process/until.ts'

/** Real things that checks look at, in a directory of their own, on the loopback. */

export type Running = { readonly port: number; readonly stop: () => Promise<void> }

export async function startRedis({ binary, env }: Part, password: string): Promise<Running> {
  const [port = 0] = await freePorts(1)
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--requirepass', password]
  const child = spawn(binary, args, { stdio: 'ignore', env: { ...process.env, ...env } })
  return listening(child, port)
}

/** Knows `shop.example`, and nothing else. */
export async function startDns({ binary, env }: Part): Promise<Running> {
  const [port = 0] = await freePorts(1)
  const args = [
    ...['--no-daemon', '--no-resolv', '--no-hosts', '--conf-file=/dev/null', '--pid-file='],
    ...[`--port=${port}`, '--listen-address=127.0.0.1', '--bind-interfaces', `--user=${userName()}`],
    ...['--address=/shop.example/192.0.2.7', '--local=/#/', '--mx-host=shop.example,mail.shop.example,10'],
    '--txt-record=shop.example,v=spf1 -all',
  ]
  const child = spawn(binary, args, { stdio: 'ignore', env: { ...process.env, ...env } })
  return listening(child, port)
}

const userName = (): string => execFileSync('id', ['-un'], { encoding: 'utf8' }).trim()

async function listening(child: ChildProcess, port: number): Promise<Running> {
  let ended = false
  child.on('exit', () => {
    ended = true
  })
  await until(`port ${port} listens`, 20_000, async () => {
    if (ended) throw new Error(`it ended before it listened on ${port}`)
    return answers(port)
  })
  return {
    port,
    stop: async () => {
      child.kill('SIGKILL')
      await until('it has ended', 10_000, () => ended)
    },
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

/** Files of a certificate that is signed by itself, for `name`, valid from now for `days`. */
export function makeCertificate(dir: string, name: string, days: number) {
  const file = (end: string) => join(dir, `${name}-${days}.${end}`)
  const [cert, key] = [file('crt'), file('key')]
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', key, '-out', cert, '-days', String(days), '-subj', `/CN=${name}`],
      ...['-addext', `subjectAltName=DNS:${name}`],
    ],
    { stdio: 'ignore' },
  )
  return { cert, key }
}

export async function serveTls({ cert, key }: { cert: string; key: string }): Promise<Running> {
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (_, answer) =>
    answer.end(),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
