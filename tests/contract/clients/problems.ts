/** What a TypeScript client knows of the contract: this file must compile under --strict. */

import createClient from 'openapi-fetch'
import type { components, paths } from './openapi'

type Schemas = components['schemas']
type Base = 'https://tienda.example/problems/'

/** The problems whose schema allows another type than their own. */
type Mistyped = {
  [Name in keyof Schemas & `problem.${string}`]: Name extends `problem.${infer Reason}`
    ? Schemas[Name] extends { type: `${Base}${Reason}` }
      ? never
      : Name
    : never
}[keyof Schemas & `problem.${string}`]
export const noneIsMistyped: [Mistyped] extends [never] ? true : Mistyped = true

const client = createClient<paths>({ baseUrl: 'http://127.0.0.1' })

/** A refused order is told apart by its type, and each kind has errors of its own. */
export async function explain(body: Schemas['NewOrder']): Promise<string> {
  const { data, error } = await client.POST('/orders', {
    body,
    params: { header: { 'Idempotency-Key': 'a' } },
  })
  if (data) return data.number.toString()
  // @ts-expect-error: not every problem has errors
  error.errors
  switch (error.type) {
    case 'https://tienda.example/problems/out-of-stock':
      return error.errors.map((line) => line.available.toFixed()).join()
    case 'https://tienda.example/problems/price-changed':
      return error.errors.map((line) => line.current.amount.toFixed()).join()
    case 'https://tienda.example/problems/product-unavailable':
      // @ts-expect-error: a product that is not sold has no price
      return error.errors.map((line) => line.current.amount.toFixed()).join()
    // @ts-expect-error: no such problem
    case 'https://tienda.example/problems/out-of-luck':
      return ''
    default:
      return error.detail
  }
}
