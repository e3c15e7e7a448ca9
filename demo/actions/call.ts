/** One call to another service, bounded in time; trouble throws with what was being done. */

export type Call = {
  readonly method?: 'GET' | 'POST'
  readonly token?: string
  readonly body?: unknown
  readonly doing: string
}

export async function callText(url: string, call: Call): Promise<string> {
  let answer: Response
  try {
    answer = await fetch(url, {
      method: call.method ?? 'GET',
      headers: {
        ...(call.token ? { authorization: `Bearer ${call.token}` } : {}),
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal: AbortSignal.timeout(10_000),
    })
  } catch (error) {
    throw new Error(`${call.doing}: ${url} did not answer`, { cause: error })
  }
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${call.doing}: ${url} answered ${answer.status} ${text.slice(0, 200)}`)
  return text
}

export async function callJson(url: string, call: Call): Promise<unknown> {
  const text = await callText(url, call)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${call.doing}: ${url} answered something that is not JSON`, { cause: error })
  }
}
