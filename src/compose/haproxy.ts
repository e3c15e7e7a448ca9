import { dirname, join, resolve } from 'node:path'
import { haproxyConfig } from '../adapters/haproxy/config.ts'
import type { AdminChannel, Entrance, HaproxyConfigOrder } from '../adapters/haproxy/config-order.ts'
import { examineHaproxy } from '../adapters/haproxy/examine.ts'
import type { Examined, Expected } from '../adapters/haproxy/examined.ts'
import { prepareFiles } from '../adapters/haproxy/prepare.ts'
import type { Binding } from '../core/binding/binding.ts'
import { fullName } from '../runtime/context/reach.ts'
import { NotServable, readBinding } from './binding.ts'
import { identityOf } from './identity.ts'
import { haproxiesOf } from './traffic.ts'

/** What a person decides about a HAProxy beside the binding. Paths are absolute. */
export type HaproxyWishes = Omit<HaproxyConfigOrder, 'socket' | 'admin' | 'targets' | 'cookieSecretFile'> & {
  /** `listen`: null for the place that the binding names. */
  readonly admin?: Omit<AdminChannel, 'listen'> & { readonly listen: string | null }
  /** Only the targets of this environment. */
  readonly environment: string | null
  /** Which HAProxy, when the binding names several. */
  readonly socket: string | null
  readonly cookieSecretFile: string | null
  /** `environment/service` to where its users come in. */
  readonly listen: Readonly<Record<string, Entrance>>
}

const CALL_LIMIT_MS = 1_500

/**
 * The configuration of one HAProxy of the binding. With `prepare`, makes the files it needs and answers which. Throws
 * `NotServable`.
 */
export async function configureHaproxy(
  bindingFile: string,
  wishes: HaproxyWishes,
  prepare: boolean,
): Promise<{ readonly text: string; readonly made: readonly string[] }> {
  const order = orderOf(expectedBy(await readBinding(bindingFile), dirname(bindingFile)), wishes)
  try {
    const text = haproxyConfig(order)
    return { text, made: prepare ? await prepareFiles(order) : [] }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new NotServable(`HAProxy cannot be configured for this binding: ${error.message}`)
  }
}

/** What is right and wrong with every HAProxy of the binding, target by target. */
export async function examineHaproxies(
  bindingFile: string,
): Promise<readonly { readonly target: string; readonly seen: readonly Examined[] }[]> {
  const binding = await readBinding(bindingFile)
  const at = dirname(bindingFile)
  const [bound, identity] = [expectedBy(binding, at), identityOf(binding, at)]
  return Promise.all(
    bound.map(async (each) => ({
      target: each.target,
      seen: await examineHaproxy(each, CALL_LIMIT_MS, identity),
    })),
  )
}

/** One entry for each target and each HAProxy that splits it. */
function expectedBy({ environments }: Binding, at: string): readonly Expected[] {
  return Object.entries(environments).flatMap(([environment, { targets }]) =>
    Object.entries(targets).flatMap(([service, { traffic, sides }]) =>
      haproxiesOf(traffic, at).map((haproxy) => ({
        ...haproxy,
        target: fullName(environment, service),
        sides,
      })),
    ),
  )
}

function orderOf(bound: readonly Expected[], wishes: HaproxyWishes): HaproxyConfigOrder {
  const { environment, socket, cookieSecretFile, listen, admin, ...rest } = wishes
  const wanted = bound.filter(({ target }) => environment === null || target.startsWith(`${environment}/`))
  const sockets = [...new Set(wanted.map((each) => each.socket))]
  if (sockets.length === 0)
    throw new NotServable(
      `the binding has no target behind HAProxy${environment === null ? '' : ` in ${environment}`}; write traffic: { haproxy: { socket: ..., maps: ... } }`,
    )
  const one = socket ?? (sockets.length === 1 ? sockets[0] : undefined)
  if (one === undefined || !sockets.includes(one))
    throw new NotServable(`name one of the HAProxies with --socket: ${sockets.join(', ')}`)
  const targets = wanted.filter((each) => each.socket === one)
  const stranger = Object.keys(listen).find((name) => !targets.some(({ target }) => target === name))
  if (stranger !== undefined)
    throw new NotServable(
      `--listen names ${stranger}, which is not among ${targets.map(({ target }) => target).join(', ')}`,
    )
  return {
    ...rest,
    socket: one,
    ...(admin === undefined
      ? {}
      : { admin: { ...admin, listen: admin.listen ?? one.replace(/^tls:\/\//, '') } }),
    cookieSecretFile: cookieSecretFile ?? join(resolve(targets[0]?.maps ?? '.'), 'cookie-secret'),
    targets: targets.map(({ target, backend, maps, sides }) => ({
      target,
      backend,
      maps,
      sides,
      listen: listen[target] ?? null,
    })),
  }
}
