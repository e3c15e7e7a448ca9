import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { GatewayStatus } from '../adapters/gateway/wire.ts'
import type { Binding } from '../core/binding/binding.ts'
import { differingSides } from '../core/binding/differing-sides.ts'
import { readDocument } from '../core/document/document.ts'
import { type Fault, type Finding, fault, inOrder, type Path } from '../core/document/finding.ts'
import type { AdminIdentity } from '../ports/admin-identity.ts'
import { readBinding } from './binding.ts'
import { withGateway } from './direct.ts'
import { identityOf } from './identity.ts'
import { gatewaySockets } from './traffic.ts'

type BindingText = {
  /** As a person named it: findings point there. */
  readonly file: string
  readonly path: string
  readonly text: string
  readonly binding: Binding
}

/**
 * What the gateways of a binding route otherwise than it says, in its lines. One that does not answer says nothing, as
 * where the binding is looked at elsewhere.
 */
export async function askGateways({ file, path, text, binding }: BindingText): Promise<readonly Finding[]> {
  const at = dirname(resolve(path))
  const targets = Object.entries(binding.environments).flatMap(([environment, bound]) =>
    Object.entries(bound.targets).map(([service, target]) => ({
      name: `${environment}/${service}`,
      place: ['environments', environment, 'targets', service],
      sides: target.sides,
      sockets: gatewaySockets(target.traffic, at),
    })),
  )
  const sockets = [...new Set(targets.flatMap((target) => target.sockets))]
  const identity = identityOf(binding, at)
  const answers = await Promise.all(sockets.map((socket) => statusOf(socket, identity)))
  const statuses = new Map(sockets.map((socket, i) => [socket, answers[i] ?? null]))
  const faults = targets.flatMap((target) => [
    ...target.sockets.flatMap((socket) => faultsOf(target, socket, statuses.get(socket) ?? null)),
    ...cookieFaults(
      target,
      target.sockets.map((socket) => statuses.get(socket) ?? null),
    ),
  ])
  const read = readDocument(text, file)
  return 'findings' in read ? read.findings : inOrder(faults.map(read.document.locate))
}

/** For commands that look at the binding alone. */
export async function examineGatewaySides(bindingFile: string): Promise<readonly Finding[]> {
  const [text, binding] = [await readFile(bindingFile, 'utf8'), await readBinding(bindingFile)]
  return askGateways({ file: bindingFile, path: bindingFile, text, binding })
}

type AskedTarget = {
  readonly name: string
  readonly place: Path
  readonly sides: { readonly blue: string; readonly green: string }
}

function faultsOf(
  { name, place, sides }: AskedTarget,
  socket: string,
  status: GatewayStatus | null,
): readonly Fault[] {
  if (status === null) return []
  const routed = Object.hasOwn(status.targets, name) ? status.targets[name] : undefined
  if (routed === undefined)
    return [
      fault(
        [...place, 'traffic'],
        'not-routed',
        `the gateway ${status.instance} at ${socket} does not route ${name}`,
        `add a route with target: ${name} to its configuration and start it again`,
      ),
    ]
  // A gateway of an earlier version does not say where its sides are.
  if (routed.origins === undefined) return []
  return differingSides(sides, routed.origins).map(({ side, severity, message, remedy }) => ({
    ...fault([...place, 'sides', side], 'other-side', `${message} ${status.instance}`, remedy),
    severity,
  }))
}

/** One of an earlier version does not say by which secret it signs. */
function cookieFaults(
  { name, place }: AskedTarget,
  statuses: readonly (GatewayStatus | null)[],
): readonly Fault[] {
  const signing = statuses.flatMap((status) => (status?.cookieKey === undefined ? [] : [status]))
  const other = signing.find(({ cookieKey }) => cookieKey !== signing[0]?.cookieKey)
  if (signing[0] === undefined || other === undefined) return []
  return [
    fault(
      [...place, 'traffic'],
      'other-cookie-secret',
      `the gateways ${signing[0].instance} and ${other.instance} sign the cookies of ${name} by different secrets, so a visitor who comes to the other may change sides`,
      'copy the cookieSecretFile of one to the others, for the user of the gateway alone, and restart those',
    ),
  ]
}

const statusOf = (socket: string, identity: AdminIdentity | undefined): Promise<GatewayStatus | null> =>
  withGateway(socket, identity, (client) => client.status().catch(() => null))
