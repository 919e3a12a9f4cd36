import { Problem } from '../api/problem'
import { t } from '../i18n'

/** Return what to tell the shopper about an error: the API's own text if it has one. */
export function errorText(error: unknown): string {
  return error instanceof Problem && error.message ? error.message : t.value.common.noConnection
}
