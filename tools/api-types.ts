import openapiTS, { astToString } from 'openapi-typescript'

const HEAD = '// The API as types, made of schemas/openapi.json by npm run schema.\n\n'

/** The types of src/http/client/schema.d.ts. */
export async function apiTypes(document: object): Promise<string> {
  const json = JSON.stringify(document)
  return `${HEAD}${astToString(await openapiTS(json, { silent: true }))}`
}
