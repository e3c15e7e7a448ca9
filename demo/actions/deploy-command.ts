/**
 * The deploy command of a binding: `up` brings a version up on its side, `down` takes it away. Which fault which
 * version of which target has, `DEMO_FAULT`, `DEMO_FAULT_TARGET` and `DEMO_FAULT_VERSION` say.
 */
import { watchParent } from '../process/parent-watch.ts'
import { numberSetting, setting, wholeNumber } from '../process/settings.ts'
import { bringUp, type Place, takeDown } from '../world/side.ts'

export type Deployable = {
  /** The script of each target's service, relative to demo/. */
  readonly scripts: Readonly<Record<string, string>>
  /** Throws for a word that names no fault. */
  readonly fault: (word: string) => string
  /** What the services are given of the command's own environment. */
  readonly passed: readonly string[]
}

const say = (line: string) => process.stdout.write(`${line}\n`)

export async function deployCommand(what: string | undefined, deployable: Deployable): Promise<void> {
  const { place, script } = placeFromEnvironment(deployable)
  switch (what) {
    case 'up':
      return up(place, script, deployable)
    case 'down': {
      const how = await takeDown(place)
      return void say(
        how === 'gone' ? `nothing runs on ${place.side}` : `${place.target} on ${place.side} ${how}`,
      )
    }
    default:
      throw new Error('say deploy.ts up or deploy.ts down')
  }
}

async function up(place: Place, script: string, deployable: Deployable): Promise<void> {
  const version = setting('CUTWATER_VERSION')
  const parent = wholeNumber('DEMO_PARENT', setting('DEMO_PARENT'))
  const fault = orderedFault(place, version, deployable)
  if (fault === 'deploy-fails')
    throw new Error(`${place.target} ${version} does not build: this deploy has been ordered to fail`)
  // A hang is never ended here: the time limit of the action ends it.
  if (fault === 'deploy-hangs') process.on('SIGTERM', () => say('asked to end, and going on all the same'))
  // When the demo is gone there is nothing left to deploy to.
  watchParent(parent, () => process.exit(1))
  await bringUp({
    ...place,
    script,
    version,
    fault,
    parent,
    env: passedOn(deployable.passed),
    readyWithinMs:
      fault === 'deploy-hangs' ? Number.POSITIVE_INFINITY : numberSetting('DEMO_READY_WITHIN_MS', 20_000),
    say,
  })
}

function placeFromEnvironment({ scripts }: Deployable): { readonly place: Place; readonly script: string } {
  const word = setting('CUTWATER_TARGET')
  // The server may speak of `staging/wix`; the last part is the service.
  const target = word.split('/').at(-1) ?? ''
  const script = scripts[target]
  if (script === undefined)
    throw new Error(`there is no target ${word} here; there are ${Object.keys(scripts).join(' and ')}`)
  const port = Number(new URL(setting('CUTWATER_SIDE_URL')).port)
  if (port === 0) throw new Error('CUTWATER_SIDE_URL has no port')
  const side = setting('CUTWATER_SIDE')
  if (side !== 'blue' && side !== 'green') throw new Error(`CUTWATER_SIDE must be blue or green, not ${side}`)
  return { place: { dir: setting('DEMO_DIR'), target, side, port }, script }
}

/** A fault belongs to one version of one target; everything else is deployed sound. */
function orderedFault(place: Place, version: string, { fault }: Deployable): string {
  const target = process.env.DEMO_FAULT_TARGET ?? 'both'
  const hit = version === process.env.DEMO_FAULT_VERSION && (target === 'both' || target === place.target)
  return hit ? fault(process.env.DEMO_FAULT ?? 'none') : 'none'
}

function passedOn(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}
