/** The Redis in which new versions keep what they have read. It holds nothing that is not in the database too. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Part } from '../../../../parts/debian-part.ts'
import { until } from '../../../../process/until.ts'

export async function startRedis({ binary, env }: Part, dir: string, port: number): Promise<ChildProcess> {
  const log = openSync(join(dir, 'redis.log'), 'a', 0o600)
  const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir]
  const bounds = ['--maxmemory', '32mb', '--maxmemory-policy', 'allkeys-lru', '--hz', '1', '--databases', '1']
  const child = spawn(binary, [...args, ...bounds].map(String), {
    stdio: ['ignore', log, log],
    env: { ...process.env, ...env },
  })
  closeSync(log)
  await until('Redis listens', 10_000, () => {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('Redis ended at once')
    return listensAt(port)
  })
  return child
}

function listensAt(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    const end = (is: boolean) => {
      socket.destroy()
      resolve(is)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}
