import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { externalFile } from '../adapters/checkpoint-file/external-file.ts'
import { givenMark } from '../adapters/checkpoint-file/given-mark.ts'
import { httpsSink } from '../adapters/checkpoint-sinks/https-sink.ts'
import { s3Sink } from '../adapters/checkpoint-sinks/s3-sink.ts'
import { openSecrets } from '../adapters/secrets/secrets.ts'
import type { Binding } from '../core/binding/binding.ts'
import { placeOf, type SinkBinding } from '../core/binding/checkpoint-sinks.ts'
import type { Instant } from '../core/time/instant.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { ExternalSink } from '../ports/store/external-sink.ts'
import type { BoundSink } from '../runtime/context/anchor.ts'
import { NotServable, readBinding } from './binding.ts'

type SinkHouse = {
  readonly dataDir: string
  /** The directory of the binding. */
  readonly at: string
  readonly secrets: Secrets
  readonly now: () => Instant
}

/** Every sink that the binding names, in its order. */
export function openSinks({ checkpoints = {} }: Binding, house: SinkHouse): readonly BoundSink[] {
  return Object.entries(checkpoints).map(([name, bound]) => {
    const sink = sinkNamed(name, bound, house)
    return { name, sink, mark: givenMark(join(house.dataDir, 'sinks', name), sink.where) }
  })
}

/** The same for commands that look at the binding alone. Throws `NotServable`. */
export async function sinksOf(bindingFile: string, dataDir: string): Promise<readonly BoundSink[]> {
  const at = dirname(resolve(bindingFile))
  const secrets = openSecrets({ env: process.env, dir: join(at, 'secrets') })
  return openSinks(await readBinding(bindingFile), { dataDir, at, secrets, now: Date.now })
}

/** What no rule of a binding finds: a port that is none, for one. */
function sinkNamed(name: string, bound: SinkBinding, house: SinkHouse): ExternalSink {
  try {
    return sinkFor(bound, house)
  } catch (cause) {
    throw new NotServable(
      `checkpoints.${name}: ${placeOf(bound)} is no address that can be asked: correct it`,
      [],
      cause,
    )
  }
}

function sinkFor(bound: SinkBinding, { at, secrets, now, dataDir }: SinkHouse): ExternalSink {
  switch (bound.kind) {
    case 'file':
      return externalFile(resolve(at, bound.path), dataDir)
    case 'https':
      return httpsSink({ url: bound.url, token: bound.token, secrets })
    case 's3':
      return s3Sink({ binding: bound, secrets, now })
  }
}
