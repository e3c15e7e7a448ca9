import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import protobuf from 'protobufjs'

/** As opentelemetry-proto v1 has it; fields that nobody here sends are left out, and refused if they come. */
const PROTO = `syntax = "proto3";
message Request { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message Scope { string name = 1; string version = 2; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5;
  int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
  uint32 dropped_attributes_count = 10; repeated Event events = 11; uint32 dropped_events_count = 12;
  uint32 dropped_links_count = 14; Status status = 15; fixed32 flags = 16;
}
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4; }
message Status { string message = 2; int32 code = 3; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; } }
message ArrayValue { repeated AnyValue values = 1; }
`
const REQUEST = protobuf.parse(PROTO, { keepCase: false }).root.lookupType('Request')

export type Received = {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly name: string
  readonly startMs: number
  readonly endMs: number
  /** 0 unset, 1 ok, 2 error. */
  readonly code: number
  readonly message: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly events: readonly {
    readonly name: string
    readonly attributes: Readonly<Record<string, unknown>>
  }[]
  readonly service: string
}

export type Collector = {
  readonly url: string
  readonly spans: Received[]
  /** What is answered from now on; `null` is nothing at all. */
  answers: number | null
  asked: number
  close(): Promise<void>
}

/** Takes OTLP over HTTP as a collector does, and refuses whatever is not exactly that. */
export async function collector(): Promise<Collector> {
  const server = createServer(async (request, response) => {
    made.asked += 1
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (made.answers === null) return
    try {
      assert.equal(`${request.method} ${request.url}`, 'POST /v1/traces')
      assert.equal(request.headers['content-type'], 'application/x-protobuf')
      const spans = read(Buffer.concat(chunks))
      if (made.answers === 200) made.spans.push(...spans)
      response.writeHead(made.answers, { 'content-type': 'application/x-protobuf' }).end()
    } catch (error) {
      response.writeHead(400).end(String(error))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const made: Collector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    answers: 200,
    asked: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return made
}

type Any = { value: Record<string, unknown> | null }
type Pairs = readonly ({ key: string } & Any)[]

function read(bytes: Buffer): readonly Received[] {
  refuseUnknown(REQUEST, protobuf.Reader.create(bytes), bytes.length)
  const message = REQUEST.decode(bytes)
  // biome-ignore lint/suspicious/noExplicitAny: what protobuf makes of the text above
  const { resourceSpans } = REQUEST.toObject(message, { longs: String, defaults: true, arrays: true }) as any
  const hex = (some: Uint8Array) => Buffer.from(some).toString('hex')
  const valued = (pairs: Pairs) =>
    Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value ?? {})[0]]))
  const ms = (nanos: string) => Number(BigInt(nanos) / 1_000_000n)
  // biome-ignore lint/suspicious/noExplicitAny: as above
  return resourceSpans.flatMap(({ resource, scopeSpans }: any) =>
    // biome-ignore lint/suspicious/noExplicitAny: as above
    scopeSpans.flatMap(({ spans }: any) =>
      // biome-ignore lint/suspicious/noExplicitAny: as above
      spans.map((span: any): Received => {
        assert.match(hex(span.traceId), /^(?!0{32})[0-9a-f]{32}$/)
        assert.match(hex(span.spanId), /^(?!0{16})[0-9a-f]{16}$/)
        assert.match(hex(span.parentSpanId), /^([0-9a-f]{16})?$/)
        assert.ok(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano))
        assert.notEqual(span.name, '')
        return {
          traceId: hex(span.traceId),
          spanId: hex(span.spanId),
          parentSpanId: hex(span.parentSpanId),
          name: span.name,
          startMs: ms(span.startTimeUnixNano),
          endMs: ms(span.endTimeUnixNano),
          code: span.status?.code ?? 0,
          message: span.status?.message ?? '',
          attributes: valued(span.attributes),
          events: span.events.map((event: { name: string; attributes: Pairs }) => ({
            name: event.name,
            attributes: valued(event.attributes),
          })),
          service: String(valued(resource.attributes)['service.name']),
        }
      }),
    ),
  )
}

/** A decoder passes over what it does not know; here that is a mistake. */
function refuseUnknown(type: protobuf.Type, reader: protobuf.Reader, end: number): void {
  while (reader.pos < end) {
    const tag = reader.uint32()
    const field = type.fieldsById[tag >>> 3]
    assert.ok(field !== undefined, `${type.name} has no field ${tag >>> 3}`)
    const { resolvedType } = field.resolve()
    if (resolvedType instanceof protobuf.Type) {
      const length = reader.uint32()
      refuseUnknown(resolvedType, reader, reader.pos + length)
    } else reader.skipType(tag & 7)
  }
}
