import type { RunnerBinding } from '../../core/binding/binding.ts'
import type { Call } from '../../ports/executor.ts'
import { withSecrets } from '../../ports/secret-headers.ts'
import type { Secrets } from '../../ports/secrets.ts'

export type HttpBinding = Extract<RunnerBinding, { run: 'http' }>

export type HttpRequest = {
  readonly method: HttpBinding['method']
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** Something in the binding that has to be put right; the message is the remedy and holds no secret. */
export class HttpBindingFault extends Error {
  override readonly name = 'HttpBindingFault'
}

/** Throws `HttpBindingFault`. */
export function httpRequest(call: Call, binding: HttpBinding, secrets: Secrets): HttpRequest {
  const { method } = binding
  const body = bodyOf(method, call.args)
  return {
    method,
    url: urlOf(binding.url, call.env),
    headers: {
      accept: 'application/json, */*;q=0.5',
      'user-agent': 'cutwater',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...headersOf(binding.headers, secrets),
      'idempotency-key': encodeURI(call.key),
      ...(call.env.TRACEPARENT === undefined ? {} : { traceparent: call.env.TRACEPARENT }),
    },
    body,
  }
}

/** A GET carries nothing, and a DELETE only what it was given. */
function bodyOf(method: HttpBinding['method'], args: Call['args']): string | null {
  if (method === 'GET') return null
  if (method === 'DELETE' && Object.keys(args).length === 0) return null
  return JSON.stringify(args)
}

/** Percent-encoding keeps a value from reaching another host, path or parameter; `..` as a whole segment would. */
function urlOf(template: string, env: Call['env']): URL {
  const text = template.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const value = env[name]
    if (value === undefined) throw new HttpBindingFault(`\${${name}} in the url is not set: correct its name`)
    if (/^\.{1,2}$/.test(value))
      throw new HttpBindingFault(`\${${name}} in the url is "${value}", which would leave the path`)
    return encodeURIComponent(value.toWellFormed())
  })
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new HttpBindingFault(`${template} is no http or https URL`)
  if (url.username !== '' || url.password !== '')
    throw new HttpBindingFault(`the url of ${url.host} holds a password: move it to headers as secret:NAME`)
  return url
}

function headersOf(headers: HttpBinding['headers'], secrets: Secrets): Record<string, string> {
  try {
    return withSecrets(headers, secrets)
  } catch (error) {
    throw new HttpBindingFault(error instanceof Error ? error.message : 'a header cannot be read')
  }
}
