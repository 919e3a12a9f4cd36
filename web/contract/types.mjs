/**
 * Writes the API's types from its contract: node contract/types.mjs FROM.json TO.ts [--check]
 *
 * FROM is the OpenAPI document as the bff writes it; its schemas become interfaces, and each
 * operation's query parameters one more, named by the operation. With --check nothing is written,
 * and a file that is not what it should be ends the run with status 1.
 */

import { readFileSync, writeFileSync } from 'node:fs'

const HEAD = '/** What the REST API takes and sends. Written from its contract: `make contract`. */'

export function typesOf({ components, paths }) {
  const named = Object.entries(components.schemas).filter(([name]) => !name.includes('.'))
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  const queries = operations
    .map(({ operationId, parameters }) => [operationId, parameters.filter(isOwnQuery)])
    .filter(([, parameters]) => parameters.length > 0)
  return [
    HEAD,
    ...named.map(([name, schema]) => declared(name, schema)),
    ...queries.map(([id, parameters]) => declared(`${pascal(id)}Query`, asObject(parameters))),
  ].join('\n\n')
}

// The language of an answer is said for every call alike, in one place.
const isOwnQuery = (parameter) => parameter.in === 'query' && parameter.name !== 'lang'

const pascal = (name) => name.replace(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase())

const asObject = (parameters) => ({
  properties: Object.fromEntries(
    parameters.map(({ name, schema, description }) => [name, { description, ...schema }]),
  ),
  required: parameters.filter(({ required }) => required).map(({ name }) => name),
})

function declared(name, schema) {
  const required = new Set(schema.required)
  const members = Object.entries(schema.properties ?? {}).map(([member, its]) => {
    const absent = required.has(member) ? ['', ''] : ['?', ' | undefined']
    return `${comment(its, '  ')}  ${member}${absent[0]}: ${typeOf(its)}${absent[1]}`
  })
  return `${comment(schema, '')}export interface ${name} {\n${members.join('\n')}\n}`
}

const comment = ({ description }, margin) => (description ? `${margin}/** ${description} */\n` : '')

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').at(-1)
  if (schema.enum) return schema.enum.map(literal).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map(typeOf).join(' | ')
  switch (schema.type) {
    case 'array':
      return listOf(typeOf(schema.items))
    case 'object':
      return `Record<string, ${typeOf(schema.additionalProperties)}>`
    case 'integer':
    case 'number':
      return 'number'
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type
    default:
      throw new Error(`no type for ${JSON.stringify(schema)}`)
  }
}

const literal = (value) => `'${value}'`

const listOf = (type) => (type.includes('|') ? `(${type})[]` : `${type}[]`)

function main([from, to, mode]) {
  const wanted = `${typesOf(JSON.parse(readFileSync(from, 'utf8')))}\n`
  if (mode !== '--check') return writeFileSync(to, wanted)
  if (readFileSync(to, 'utf8') === wanted) return
  console.error(`${to} is not what the contract says: run \`make contract\``)
  process.exitCode = 1
}

if (process.argv.length > 2) main(process.argv.slice(2))
