import { once } from 'node:events'
import { chmod, lstat, mkdir, unlink } from 'node:fs/promises'
import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { dirname } from 'node:path'
import process from 'node:process'
import { plainly, SetupFault } from '../config/setup-fault.ts'

/** Clients that connect at the same moment; one that finds no room here tries again a second later. */
const BACKLOG = 4_096

/** Listens at ADDRESS:PORT and says at which port it really is; with `reusePort` others of this machine may too. */
export async function listenAt(
  server: Server,
  listen: string,
  what: string,
  reusePort = false,
): Promise<number> {
  const colon = listen.lastIndexOf(':')
  const host = listen.slice(0, colon).replace(/^\[|\]$/g, '')
  try {
    server.listen({ host, port: Number(listen.slice(colon + 1)), backlog: BACKLOG, reusePort })
    await once(server, 'listening')
  } catch (cause) {
    const inUse = codeOf(cause) === 'EADDRINUSE'
    throw new SetupFault(
      `The gateway cannot listen on ${listen} for ${what}: ${inUse ? 'the port is in use' : plainly(cause)}.`,
      inUse
        ? `End what listens there (lsof -i :${listen.slice(colon + 1)} names it), or give the route another port in listen.`
        : 'Give the route an address and port in listen that this machine and this user may listen on.',
      { cause },
    )
  }
  return (server.address() as AddressInfo).port
}

/**
 * Listens on a Unix socket that only its owner may open. One that a dead gateway left behind is replaced, a live
 * one never.
 */
export async function listenOnSocket(server: Server, path: string): Promise<void> {
  try {
    if (Buffer.byteLength(path) > SOCKET_NAME_MAX_BYTES)
      throw new Error(`its name is longer than ${SOCKET_NAME_MAX_BYTES} bytes`)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await clearDead(path)
    const mask = process.umask(0o177)
    try {
      server.listen({ path })
    } finally {
      process.umask(mask)
    }
    await once(server, 'listening')
    await chmod(path, 0o600)
  } catch (cause) {
    if (cause instanceof SetupFault) throw cause
    throw new SetupFault(
      `The gateway cannot listen on its admin socket ${path}: ${plainly(cause)}.`,
      'Name another path in adminSocket, short and in a directory that this user may write to; the binding names the same.',
      { cause },
    )
  }
}

/** What every system takes; longer names are cut or refused. */
const SOCKET_NAME_MAX_BYTES = 103

async function clearDead(path: string): Promise<void> {
  const there = await lstat(path).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return null
    throw cause
  })
  if (there === null) return
  if (!there.isSocket())
    throw new SetupFault(
      `The gateway's admin socket ${path} is something else already.`,
      'Move that away, or name another path in adminSocket; the binding names the same.',
    )
  if (await isAlive(path))
    throw new SetupFault(
      `Another gateway answers on the admin socket ${path}.`,
      `Use that one, or end it first (lsof -t ${path} names its process); a second gateway has an adminSocket and a stateFile of its own.`,
    )
  await unlink(path)
}

function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, timeout: 1_000 })
    const end = (alive: boolean) => {
      socket.destroy()
      resolve(alive)
    }
    socket.once('connect', () => end(true))
    // A full queue means that a process still listens.
    socket.once('timeout', () => end(true))
    socket.once('error', (cause) => (codeOf(cause) === 'ECONNREFUSED' ? end(false) : reject(cause)))
  })
}

const codeOf = (cause: unknown) => (cause as NodeJS.ErrnoException).code
