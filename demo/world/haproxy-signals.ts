/** What HAProxy counted, as Prometheus is asked for it; `rename` of its scrapes calls backends and servers so. */

const WINDOW = '[${WINDOW}]'
export const OF_A_SIDE = { target: 'service', side: 'side' } as const

export const counted = (expression: string) => `sum by (service, side) (increase(${expression}${WINDOW}))`

/** What got no answer and was given up, and what got its answer from stable instead, after this side failed it. */
const ERRORS = ['connection_errors', 'response_errors', 'redispatch_warnings']
  .map((what) => counted(`haproxy_server_${what}_total`))
  .join(' + ')

/** Every attempt, also one without an answer: a version that died counts nothing of itself. */
export const attemptsAtTheEdge = {
  bad: `${counted('haproxy_server_http_responses_total{code="5xx"}')} + ${ERRORS}`,
  total: `${counted('haproxy_server_http_responses_total')} + ${ERRORS}`,
}

/** In narrow buckets. */
export const latencyAtTheEdge = (quantile: number) => ({
  prometheus: {
    buckets: `sum by (service, side, le) (increase(cutwater_haproxy_latency_seconds_bucket${WINDOW}))`,
    ...{ unit: 's', quantile },
    ...OF_A_SIDE,
  },
})
