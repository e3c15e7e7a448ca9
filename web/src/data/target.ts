import { order, said } from './api.ts'

/** Closes and latches `environment/service`, and rolls back the change that moves it. Throws as `giveCommand` does. */
export async function killTarget(target: string, because: string, key: string): Promise<void> {
  const params = { path: pathOf(target), header: { 'Idempotency-Key': key } }
  await said(order.POST('/v1/targets/{environment}/{name}/kill', { params, body: { because } }))
}

/** Lifts a latch; asked again, it changes nothing more. */
export async function releaseTarget(target: string, because: string): Promise<void> {
  const params = { path: pathOf(target) }
  await said(order.POST('/v1/targets/{environment}/{name}/release', { params, body: { because } }))
}

function pathOf(target: string) {
  const [environment = '', name = ''] = target.split('/')
  return { environment, name }
}
