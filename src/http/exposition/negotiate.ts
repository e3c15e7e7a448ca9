/** https://prometheus.io/docs/instrumenting/exposition_formats/#protobuf-format */
export const PROTOBUF =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited'

/**
 * Whether an Accept header wants the protobuf format, and wants it at least as much as text. A Prometheus names it only
 * when it takes native histograms in.
 */
export function wantsProtobuf(accept: string | undefined): boolean {
  const ranges = (accept ?? '').split(',', RANGES_MAX).map(rangeOf)
  const best = (is: (range: Range) => boolean) => Math.max(0, ...ranges.filter(is).map(({ q }) => q))
  const wanted = best(
    ({ type, parameters }) =>
      type === 'application/vnd.google.protobuf' &&
      parameters.get('proto') === 'io.prometheus.client.MetricFamily' &&
      parameters.get('encoding') === 'delimited',
  )
  return wanted > 0 && wanted >= best(({ type }) => type === 'text/plain')
}

const RANGES_MAX = 20

type Range = { readonly type: string; readonly parameters: ReadonlyMap<string, string>; readonly q: number }

function rangeOf(text: string): Range {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim())
  const parameters = new Map(
    rest.map((part) => {
      const [name = '', ...value] = part.split('=')
      return [name.trim().toLowerCase(), value.join('=').trim().replaceAll('"', '')] as const
    }),
  )
  const q = Number(parameters.get('q') ?? 1)
  return { type: type.toLowerCase(), parameters, q: q >= 0 && q <= 1 ? q : 0 }
}
