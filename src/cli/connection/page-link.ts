import type { Client } from '../../http/client/client.ts'

/**
 * Where the page lets its caller in, once and within a minute and a half. The code is in the fragment: that part of an
 * address reaches no server, no log and no `Referer`, and a program that prefetches links does not use it up. `next` is
 * a path of the page to end at.
 */
export async function pageLink(client: Pick<Client, 'url' | 'loginCode'>, next?: string): Promise<string> {
  const { code } = await client.loginCode()
  const fragment = new URLSearchParams({ code, ...(next === undefined ? {} : { next }) })
  return new URL(`/login#${fragment}`, client.url).href
}
