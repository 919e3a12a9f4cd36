/**
 * Generate the API's types from its contract: node contract/types.mjs FROM.json TO.ts [--check]
 *
 * FROM is the bff's OpenAPI document. Its schemas become interfaces; so do each operation's query
 * parameters, named after the operation. With --check, write nothing, and exit with status 1 if the
 * file is out of date.
 */

import { readFileSync, writeFileSync } from 'node:fs'

const HEAD = '/** The types of the REST API, generated from its contract by `make contract`. */'

export function typesOf({ components, paths }) {
  const named = Object.entries(components.schemas).filter(([name]) => !name.includes('.'))
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  const queries = operations
    .map(({ operationId, parameters }) => [operationId, parameters.filter(isOwnQuery)])
    .filter(([, parameters]) => parameters.length > 0)
  return [
    HEAD,
    ...named.map(([name, schema]) => declare(name, schema)),
    ...queries.map(([id, parameters]) => declare(`${pascal(id)}Query`, asObject(parameters))),
  ].join('\n\n')
}

// `api/client.ts` adds the language to every call.
const isOwnQuery = (parameter) => parameter.in === 'query' && parameter.name !== 'lang'

const pascal = (name) => name.replace(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase())

const asObject = (parameters) => ({
  properties: Object.fromEntries(
    parameters.map(({ name, schema, description }) => [name, { description, ...schema }]),
  ),
  required: parameters.filter(({ required }) => required).map(({ name }) => name),
})

function declare(name, schema) {
  const required = new Set(schema.required)
  const members = Object.entries(schema.properties ?? {}).map(([member, property]) => {
    const [mark, type] = required.has(member) ? ['', ''] : ['?', ' | undefined']
    return `${comment(property, '  ')}  ${member}${mark}: ${typeOf(property)}${type}`
  })
  return `${comment(schema, '')}export interface ${name} {\n${members.join('\n')}\n}`
}

const comment = ({ description }, margin) => (description ? `${margin}/** ${description} */\n` : '')

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').at(-1)
  if (schema.enum) return schema.enum.map(literal).join(' | ')
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives) return alternatives.map(typeOf).join(' | ')
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
  const types = `${typesOf(JSON.parse(readFileSync(from, 'utf8')))}\n`
  if (mode !== '--check') return writeFileSync(to, types)
  if (readFileSync(to, 'utf8') === types) return
  console.error(`${to} is out of date: run \`make contract\``)
  process.exitCode = 1
}

if (process.argv.length > 2) main(process.argv.slice(2))
