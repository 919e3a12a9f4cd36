import { place } from '../../router/navigation'

/**
 * The token of a link that was mailed. It stands behind the #, which browsers send to no server: no
 * log on the way has it. One in the query is of a mail from before that.
 */
export function mailedToken(): string | null {
  const { hash, searchParams } = place.value
  return new URLSearchParams(hash.slice(1)).get('token') ?? searchParams.get('token')
}
