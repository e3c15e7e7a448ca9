import { freePorts } from '../../../process/free-ports.ts'

/** What is released: each has two sides. */
export const shopServices = ['frontend', 'backend'] as const
export type ShopService = (typeof shopServices)[number]
export const sides = ['blue', 'green'] as const
export type Side = (typeof sides)[number]

/** Chosen before anything is started, because a binding names them all. */
export type ShopAddresses = {
  readonly sides: Readonly<Record<ShopService, Readonly<Record<Side, string>>>>
  /**
   * Where users reach a service: what splits the traffic listens at one address for both and tells them apart by path,
   * or without it the blue side itself.
   */
  readonly publicly: Readonly<Record<ShopService, string>>
  readonly payments: string
  readonly helpdesk: string
  readonly postgresPort: number
  readonly redisPort: number
}

export async function pickShopAddresses(behindProxy: boolean): Promise<ShopAddresses> {
  const ports = await freePorts(10)
  const next = () => ports.pop() ?? 0
  const url = () => `http://127.0.0.1:${next()}`
  const frontend = { blue: url(), green: url() }
  const backend = { blue: url(), green: url() }
  const shop = url()
  return {
    sides: { frontend, backend },
    publicly: behindProxy
      ? { frontend: shop, backend: shop }
      : { frontend: frontend.blue, backend: backend.blue },
    payments: url(),
    helpdesk: url(),
    postgresPort: next(),
    redisPort: next(),
  }
}

export const portOf = (url: string): number => Number(new URL(url).port)
