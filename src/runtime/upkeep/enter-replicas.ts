import type { Runtime } from '../context/runtime.ts'
import type { LoopMember } from '../loop/loop.ts'

/**
 * Makes this server known to the others on its database, before it begins anything that they might have to take over.
 */
export async function enterReplicas({ store, instance, places, clock, log }: Runtime): Promise<LoopMember> {
  const entered = await store.replicas.enter(
    { installation: installationOf(instance), place: places.here },
    clock.now(),
  )
  const others = (await store.replicas.all()).filter(
    ({ installation, alive }) => alive && installation !== installationOf(instance),
  )
  if (others.length > 0) log.info({ others: others.length }, 'other servers work on this database as well')
  return {
    of: null,
    round: async () => {
      await entered.keep()
      return undefined
    },
    stopped: () => entered.leave(),
  }
}

/** The half of an instance's name that stays over restarts: that of its data directory. */
export const installationOf = (instance: string): string => instance.split('/')[0] ?? instance
