import { currentUrl } from '../../router/navigation'

/**
 * Return the token of a mailed link; null if the URL has none.
 *
 * It is in the fragment, which browsers send to no server, so that it is in no log. E-mails of
 * earlier versions have it in the query.
 */
export function readLinkToken(): string | null {
  const { hash, searchParams } = currentUrl.value
  return new URLSearchParams(hash.slice(1)).get('token') ?? searchParams.get('token')
}
