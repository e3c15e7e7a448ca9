/** How the world looks before the change: an old registry, the glass off, the canary badge on. */
import { writeJsonFile } from '../../process/json-file.ts'
import { dataFolder } from '../../world/side.ts'
import { type Flags, flagFile } from './services/flags.ts'
import { type Registry, registryFile } from './services/registry.ts'
import { swarm } from './services/swarm.ts'

export function writeFirstDay(dir: string, now: Date): void {
  const weekAgo = new Date(now.getTime() - 7 * 24 * 60 * 60 * 1_000).toISOString()
  const flags: Flags = {
    CanaryEnabled: { value: true, updatedAt: weekAgo },
    GlassFXEnabled: { value: false, updatedAt: weekAgo },
  }
  const registry: Registry = { items: swarm.slice(0, 8), lastSync: weekAgo }
  writeJsonFile(registryFile(dataFolder(dir, 'wix')), registry)
  writeJsonFile(flagFile(dataFolder(dir, 'wix')), flags)
  writeJsonFile(flagFile(dataFolder(dir, 'gamma')), flags)
}
