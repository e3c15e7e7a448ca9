// Hands this process over to the pinned Node: same terminal, same directory, signals passed on, same exit code.
import { spawn } from 'node:child_process'
import process from 'node:process'
import { nodeEnvironment } from './node24.mjs'

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** A terminal, npm and a process group may each deliver the same Ctrl-C; within this time it counts once. */
const sameSignalMs = 500

export function handOver(node, args) {
  const child = spawn(node, args, { stdio: 'inherit', env: nodeEnvironment(node) })
  const lastAt = {}
  for (const signal of forwarded) {
    process.on(signal, () => {
      const now = Date.now()
      const repeated = now - (lastAt[signal] ?? 0) < sameSignalMs
      lastAt[signal] = now
      // Ctrl-C in a terminal goes to the whole foreground group, so the child already has it.
      if (!repeated && !(signal === 'SIGINT' && process.stdin.isTTY)) child.kill(signal)
    })
  }
  child.on('error', (error) => {
    process.stderr.write(`cutwater: could not start ${node}: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    for (const name of forwarded) process.removeAllListeners(name)
    if (signal === null) process.exit(code)
    process.kill(process.pid, signal)
  })
}
