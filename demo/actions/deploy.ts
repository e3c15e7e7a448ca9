/**
 * The deploy command of the binding: `deploy.ts up` brings a version up on its side, `deploy.ts down` takes it away.
 */

import { watchParent } from '../process/parent-watch.ts'
import { runMain } from '../process/run-main.ts'
import { numberSetting, setting, wholeNumber } from '../process/settings.ts'
import { type FaultKind, faultKind } from '../services/fault.ts'
import { bringUp, type Place, takeDown, targets } from '../world/side.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

await runMain(async () => {
  const place = placeFromEnvironment()
  switch (process.argv[2]) {
    case 'up':
      return up(place)
    case 'down': {
      const how = await takeDown(place)
      return void say(
        how === 'gone' ? `nothing runs on ${place.side}` : `${place.target} on ${place.side} ${how}`,
      )
    }
    default:
      throw new Error('say deploy.ts up or deploy.ts down')
  }
})

async function up(place: Place): Promise<void> {
  const version = setting('CUTWATER_VERSION')
  const parent = wholeNumber('DEMO_PARENT', setting('DEMO_PARENT'))
  const fault = orderedFault(place, version)
  if (fault === 'deploy-fails')
    throw new Error(`${place.target} ${version} does not build: this deploy has been ordered to fail`)
  // A hang is never ended here: the time limit of the action ends it.
  if (fault === 'deploy-hangs') process.on('SIGTERM', () => say('asked to end, and going on all the same'))
  // When the demo is gone there is nothing left to deploy to.
  watchParent(parent, () => process.exit(1))
  await bringUp({
    ...place,
    version,
    fault,
    parent,
    env: serviceEnvironment(),
    readyWithinMs:
      fault === 'deploy-hangs' ? Number.POSITIVE_INFINITY : numberSetting('DEMO_READY_WITHIN_MS', 20_000),
    say,
  })
}

function placeFromEnvironment(): Place {
  const word = setting('CUTWATER_TARGET')
  // The server may speak of `staging/wix`; the last part is the service.
  const target = targets.find((known) => known === word.split('/').at(-1))
  if (!target) throw new Error(`there is no target ${word} here; there are ${targets.join(' and ')}`)
  const port = Number(new URL(setting('CUTWATER_SIDE_URL')).port)
  if (port === 0) throw new Error('CUTWATER_SIDE_URL has no port')
  const side = setting('CUTWATER_SIDE')
  if (side !== 'blue' && side !== 'green') throw new Error(`CUTWATER_SIDE must be blue or green, not ${side}`)
  return { dir: setting('DEMO_DIR'), target, side, port }
}

/** A fault belongs to one version of one target; everything else is deployed sound. */
function orderedFault(place: Place, version: string): FaultKind {
  const target = process.env.DEMO_FAULT_TARGET ?? 'both'
  const hit = version === process.env.DEMO_FAULT_VERSION && (target === 'both' || target === place.target)
  return hit ? faultKind(process.env.DEMO_FAULT ?? 'none') : 'none'
}

function serviceEnvironment(): Record<string, string> {
  const passed = ['REGISTRY_API_KEY', 'DEMO_FAULT_REQUESTS', 'DEMO_FAULT_RPS', 'DEMO_FAULT_USUAL']
  return Object.fromEntries(passed.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}
