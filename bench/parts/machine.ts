import { availableParallelism, platform } from 'node:os'
import process from 'node:process'

const SYSTEMS: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: 'Linux',
  darwin: 'macOS',
  win32: 'Windows',
}

/** As much as helps to read the figures, and nothing that names a machine. */
export function machine(): string {
  const [major] = process.versions.node.split('.')
  return `${availableParallelism()} cores, ${SYSTEMS[platform()] ?? platform()}, Node ${major}`
}
