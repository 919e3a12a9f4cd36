import { expect, test } from 'vitest'
// @ts-expect-error A build script, without types of its own.
import { typesOf } from '../contract/types.mjs'

const document = {
  components: {
    schemas: {
      Lamp: {
        description: 'It shines.',
        properties: {
          name: { type: 'string' },
          state: { enum: ['on', 'off'] },
          price: { anyOf: [{ $ref: '#/components/schemas/Money' }, { type: 'null' }] },
          tags: { type: 'array', items: { enum: ['a', 'b'] } },
          facts: { type: 'object', additionalProperties: { type: 'string' } },
        },
        required: ['name', 'price'],
      },
      'problem.not-found': {},
    },
  },
  paths: {
    '/lamps': {
      get: {
        operationId: 'list_lamps',
        parameters: [
          { name: 'lang', in: 'query', schema: { type: 'string' } },
          { name: 'limit', in: 'query', schema: { type: 'integer' }, description: 'How many.' },
          { $ref: '#/components/parameters/RequestId' },
        ],
      },
    },
  },
}

test('a schema becomes an interface, and so do the query parameters of an operation', () => {
  const types: string = typesOf(document)
  expect(types).toContain(`/** It shines. */
export interface Lamp {
  name: string
  state?: 'on' | 'off' | undefined
  price: Money | null
  tags?: ('a' | 'b')[] | undefined
  facts?: Record<string, string> | undefined
}`)
  expect(types).toContain(`export interface ListLampsQuery {
  /** How many. */
  limit?: number | undefined
}`)
  expect(types).not.toContain('problem')
})

test('an unknown type is an error', () => {
  const odd = { components: { schemas: { Odd: { properties: { it: {} } } } }, paths: {} }
  expect(() => typesOf(odd)).toThrow('no type for')
})
