import { expect, test } from 'vitest'
import { Problem, readProblem } from '../src/api/problem'

const response = (status: number, body: unknown) =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })

test('the reason is the last part of the type', async () => {
  const web = await readProblem(response(409, { type: 'https://x.example/problems/out-of-stock' }))
  const urn = await readProblem(response(409, { type: 'urn:tienda:problem:price-changed' }))
  expect(web.reason).toBe('out-of-stock')
  expect(urn.reason).toBe('price-changed')
})

test('details of fields are found by their pointer', async () => {
  const problem = await readProblem(
    response(400, {
      type: 'https://x.example/problems/invalid-request',
      detail: 'Hay campos que revisar.',
      errors: [
        { pointer: '/contact/email', detail: 'No es un correo.' },
        { pointer: '/contact/email', detail: 'Es demasiado largo.' },
        { product_id: 'p1', requested: 3, available: 1 },
      ],
    }),
  )
  expect(problem.message).toBe('Hay campos que revisar.')
  expect(problem.byPointer).toEqual({ '/contact/email': 'No es un correo.' })
  expect(problem.errors[2]).toEqual({ product_id: 'p1', requested: 3, available: 1 })
})

test('an error that is no problem document is still a Problem', async () => {
  const problem = await readProblem(response(502, '<h1>Bad gateway</h1>'))
  expect(problem).toBeInstanceOf(Problem)
  expect(problem.status).toBe(502)
  expect(problem.reason).toBe('http-502')
  expect(problem.errors).toEqual([])
})

test('only a client error that a retry cannot change is definite', () => {
  const definite = (status: number) => new Problem(status, '', '', '').isDefinite
  expect([400, 401, 404, 409, 422].map(definite)).toEqual([true, true, true, true, true])
  expect([408, 425, 429, 500, 502, 503, 504].some(definite)).toBe(false)
})
