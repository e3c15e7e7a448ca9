import type { FlagContent } from '../../core/flag/definition/definition.ts'
import { type Ask, type Schemas, said, Unreachable } from './asking.ts'

export type FlagPlace = { readonly environment: string; readonly target: string; readonly flag: string }

/** `patient`: for what a flag service is told as well. */
export function flagClient(ask: Ask, patient: Ask) {
  const FLAG = '/v1/flags/{environment}/{target}/{flag}' as const
  return {
    flags: async (environment: string) =>
      (await said(ask.GET('/v1/flags', { params: { query: { environment } } }))).flags,
    setFlag: (path: FlagPlace, content: FlagContent, because: string) =>
      said(
        patient.PUT(FLAG, {
          params: { path },
          body:
            typeof content === 'object'
              ? { definition: { ...content }, because }
              : { value: content, because },
        }),
      ),
    importFlags: (
      path: Pick<FlagPlace, 'environment' | 'target'>,
      body: {
        readonly file: Readonly<Record<string, unknown>>
        readonly dryRun: boolean
        readonly because: string
      },
    ) =>
      said(
        patient.POST('/v1/flags/{environment}/{target}/import', {
          params: { path },
          body: { ...body, file: { ...body.file } },
        }),
      ),
    lockFlag: (path: FlagPlace, because: string) =>
      said(ask.POST(`${FLAG}/lock`, { params: { path }, body: { because } })),
    unlockFlag: (path: FlagPlace, because: string) =>
      said(ask.POST(`${FLAG}/unlock`, { params: { path }, body: { because } })),
    rollbackFlag: (path: FlagPlace, version: number, because: string) =>
      said(patient.POST(`${FLAG}/rollback`, { params: { path }, body: { version, because } })),
    flagDiff: (path: FlagPlace, from?: number, to?: number) =>
      said(
        ask.GET(`${FLAG}/diff`, {
          params: {
            path,
            query: {
              ...(from === undefined ? {} : { from: String(from) }),
              ...(to === undefined ? {} : { to: String(to) }),
            },
          },
        }),
      ),
    flagHistory: async (path: FlagPlace) =>
      (await said(ask.GET(`${FLAG}/history`, { params: { path } }))).history,
    flagdFile: (environment: string, target: string) =>
      said(ask.GET('/v1/flags/{environment}/{target}/flagd', { params: { path: { environment, target } } })),
    /** What OFREP refuses is an answer too. */
    async evaluateFlag(
      { flag, ...place }: FlagPlace,
      context: Readonly<Record<string, unknown>>,
    ): Promise<Evaluated> {
      const { data, error, response } = await ask.POST(
        '/v1/environments/{environment}/targets/{target}/ofrep/v1/evaluate/flags/{key}',
        { params: { path: { ...place, key: flag } }, body: { context } },
      )
      const answer = data ?? error
      if (answer !== undefined && 'key' in answer) return answer
      throw new Unreachable(`what answers is not Cutwater (status ${response.status})`)
    },
  }
}

type Evaluated = Schemas['OfrepEvaluation'] | Schemas['OfrepFailure']
